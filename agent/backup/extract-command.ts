/**
 * tar(1) is content at the end of an archive, with zeros behind it unread where its input is no FIFO (node's pipes are
 * sockets), and whoever writes them would be told that nobody listens. So they are read.
 */
export function extractCommand(directory: string): readonly string[] {
  return ['sh', '-c', 'tar --extract --directory "$1" && exec cat > /dev/null', 'sh', directory];
}
