/** What the agent beside a database server says of it at `/status`; it says more than is read here. */
export interface MemberStatus {
  /** The member's state in the group, SINGLE where there is none, UNKNOWN while mysqld does not answer. */
  readonly state: string;
  /** Takes writes. */
  readonly primary: boolean;
  /** Answers reads. */
  readonly secondary: boolean;
  /** Why, for people. */
  readonly reason: string;
  /** What is going on with its membership, for people. */
  readonly membership: string;
}

/** Undefined when the text is none: half an answer is no answer. */
export function parseMemberStatus(text: string): MemberStatus | undefined {
  try {
    const status: unknown = JSON.parse(text);
    return typeof status === 'object' && status !== null ? (status as MemberStatus) : undefined;
  } catch {
    return undefined;
  }
}
