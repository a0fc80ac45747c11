import { catalogue, problemCodes } from '../src/problems/catalogue.ts';

/** Every problem of the catalogue, in the order of its code. */
export function problemsPage(): string {
  const entries = problemCodes.map((code) => {
    const { title, explanation, wrong, right } = catalogue[code];
    return `## ${code}\n\n**${title}.** ${explanation}\n\n\`\`\`text\n// wrong\n${wrong}\n\n// right\n${right}\n\`\`\`\n`;
  });
  return `${heading}\n${entries.join('\n')}`;
}

const heading = `# Problems

What \`smartx check\` finds in a declaration. All of them are reported at once, each with its place, the reason and what
to write instead. A code is permanent; \`smartx explain CODE\` prints what stands here.

This page is generated from \`src/problems\`; see [CONTRIBUTING.md](../../CONTRIBUTING.md).
`;
