import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours text, or leaves it as it is where colour is unwanted. */
export type Paint = (style: Style, text: string) => string;

/**
 * Chooses once per stream. `NO_COLOR` (no-color.org: present and not empty) and `--no-color` always win; `FORCE_COLOR`
 * colours a pipe.
 */
export function choosePaint(wanted: boolean, isTerminal: boolean, env: NodeJS.ProcessEnv): Paint {
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
  const dumb = env.TERM === 'dumb' && !forced;
  const coloured = wanted && !env.NO_COLOR && !dumb && (isTerminal || forced);
  return coloured ? (style, text) => styleText(style, text, { validateStream: false }) : plain;
}

/** Leaves text as it is. */
export const plain: Paint = (_style, text) => text;
