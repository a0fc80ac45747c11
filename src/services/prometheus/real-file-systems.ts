/** Which file systems fill up: not those in memory, nor images that are full by nature. */
export const realFileSystems = '{fstype!~"tmpfs|ramfs|squashfs|iso9660"}';
