import { TransportFailure } from '../../transport/transport-failure.ts';

/** A signal that aborts once nothing was heard of a command for so long, or when another one does. */
export function limitSilence(
  { host, argv, silenceMs }: { readonly host: string; readonly argv: readonly string[]; readonly silenceMs: number },
  other: AbortSignal | undefined,
): { readonly signal: AbortSignal; readonly heard: () => void; readonly stop: () => void } {
  const silence = new AbortController();
  const reason = `no answer within ${silenceMs / 1000} s`;
  const timer = setTimeout(() => {
    silence.abort(new TransportFailure({ host, kind: 'timeout', reason, command: argv, stderrTail: '' }));
  }, silenceMs);
  return {
    signal: AbortSignal.any(other === undefined ? [silence.signal] : [silence.signal, other]),
    heard: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
  };
}
