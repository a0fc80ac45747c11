/** Beyond this an answer is cut at its beginning: no command of ours has a longer one that matters. */
const OUTPUT_CHARACTERS_MAX = 16_000_000;

/**
 * Gathers a stream's text, unless it is not to be kept, and hands on each complete line as it comes. The function that is
 * returned ends that: it hands on the last line if it has no line end, and returns the text.
 */
export function collectOutput(
  stream: NodeJS.ReadableStream,
  onLine: ((line: string) => void) | undefined,
  keep = true,
): () => string {
  const chunks: string[] = [];
  let characters = 0;
  let partial = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    if (keep) chunks.push(chunk);
    characters += chunk.length;
    while (characters > OUTPUT_CHARACTERS_MAX && chunks.length > 1) characters -= chunks.shift()?.length ?? 0;
    if (onLine === undefined) return;
    const lines = (partial + chunk).split('\n');
    partial = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  return () => {
    if (partial !== '') onLine?.(partial);
    partial = '';
    return chunks.join('');
  };
}
