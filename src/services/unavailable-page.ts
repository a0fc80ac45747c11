/** What a visitor sees when nothing behind a proxy can answer. Self-contained: nothing else may be reachable. */
export const unavailablePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Back in a moment</title>
<style>
  :root { color-scheme: light dark }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1.1rem/1.6 system-ui, sans-serif }
  main { max-width: 32rem; padding: 2rem }
  h1 { font-size: 1.8rem; line-height: 1.2 }
</style>
<main>
  <h1>Back in a moment</h1>
  <p>This site cannot answer right now. Nothing is wrong on your side, and trying again in a few seconds usually
  helps.</p>
</main>
</html>
`;
