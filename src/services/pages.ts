/*
 * What a visitor sees in place of an answer of the application. Each page is complete in itself: nothing else may be
 * reachable.
 */

/** Nothing behind a proxy can answer. */
export const unavailablePage = page(
  'Back in a moment',
  `  <p>This site cannot answer right now. Nothing is wrong on your side, and trying again in a few seconds usually
  helps.</p>`,
);

/** The body of a request is larger than what is allowed where it was sent. */
export const tooLargePage = page(
  'Too large',
  `  <p>What you sent is larger than this site accepts here. Please send less at once.</p>`,
);

/** A request that stopped in the middle. */
export const tooSlowPage = page(
  'Interrupted',
  `  <p>Your request stopped before all of it had arrived here. Please check your connection, and send it again.</p>`,
);

function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>
  :root { color-scheme: light dark }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1.1rem/1.6 system-ui, sans-serif }
  main { max-width: 32rem; padding: 2rem }
  h1 { font-size: 1.8rem; line-height: 1.2 }
</style>
<main>
  <h1>${title}</h1>
${text}
</main>
</html>
`;
}
