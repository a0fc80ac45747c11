import { fileURLToPath } from 'node:url';
import { serveMock } from './serve.ts';

// npm run build:dashboard && node dashboard/mock/main.ts [ten|hundred] [PORT]
const directory = fileURLToPath(new URL('../../node_modules/.smartx-dashboard', import.meta.url));
const [size, port] = process.argv.slice(2);
const { url } = await serveMock(directory, size === 'hundred' ? 'hundred' : 'ten', Number(port ?? 8700));
process.stdout.write(`${url}\n`);
