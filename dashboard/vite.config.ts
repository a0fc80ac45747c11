import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// The same sources give the same bytes: names of assets come from their contents, and nothing says when it was built.
// Everything is a file of its own, so that the Content-Security-Policy allows 'self' alone.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // The page finds its parts wherever it is put.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../node_modules/.smartx-dashboard', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    // All browsers of that year know modulepreload.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
