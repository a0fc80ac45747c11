import { readFileSync } from 'node:fs';
import type { DatabaseAgentConfig } from './config.ts';
import { type Database, NoAnswer, openPeer } from './database.ts';

const QUERY_LIMIT_MS = 1_000;

/** What connect(2) says when nothing came back. */
const SILENCE = ['ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN'];

/** Asks other members for a sign of life, over one connection each that stays open. */
export interface PeerHearing {
  /** Within about 2 s. Never rejects. */
  hears(name: string): Promise<boolean>;
  /** Takes over addresses and passwords; asks with new connections. */
  reconfigure(config: DatabaseAgentConfig): void;
  close(): void;
}

export function createPeerHearing(initial: DatabaseAgentConfig): PeerHearing {
  let config = initial;
  const connections = new Map<string, Database>();

  const connect = async (name: string): Promise<Database> => {
    const open = connections.get(name);
    if (open !== undefined && !open.closed) return open;
    const peer = config.members.find((member) => member.name === name);
    if (peer === undefined) throw new Error(`${name} is not declared`);
    const ca = readFileSync(config.tls.ca, 'utf8');
    const database = await openPeer({ name, address: peer.address, ...config.agent, ca });
    connections.set(name, database);
    return database;
  };

  const close = (): void => {
    for (const connection of connections.values()) connection.close();
    connections.clear();
  };

  return {
    hears: async (name) => {
      try {
        const database = await connect(name);
        await database.query('SELECT 1', [], QUERY_LIMIT_MS);
        return true;
      } catch (error) {
        return !isSilence(error);
      }
    },
    reconfigure: (next) => {
      config = next;
      close();
    },
    close,
  };
}

/** Whether an error tells of nothing that came back. A refused login or connection is an answer. */
export function isSilence(error: unknown): boolean {
  return error instanceof NoAnswer || SILENCE.includes((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}
