/**
 * The backup itself is at fault: its bytes are not those that were written, or its data not those that were saved. Any
 * other error (no room, a wrong key, a store that does not answer) says nothing about it.
 */
export class BadBackup extends Error {}
