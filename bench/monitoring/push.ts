// Asks for a page that needs the database, as fast as it is answered, from so many users at once:
//   node push.ts NAME ADDRESS CA-FILE USERS SECONDS
// Prints how many answers came, how many of them were no success, as JSON. Run where users are: in the lab's client.
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:https';

const [name = '', address = '', caFile = '', users = '16', seconds = '8'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(users), ca: readFileSync(caFile) });
const endsAt = performance.now() + Number(seconds) * 1_000;
let answers = 0;
let failures = 0;

await Promise.all(Array.from({ length: Number(users) }, user));
agent.destroy();
console.log(JSON.stringify({ answers, failures }));

async function user(): Promise<void> {
  while (performance.now() < endsAt) {
    if (await ask()) answers += 1;
    else failures += 1;
  }
}

function ask(): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { host: address, servername: name, path: '/api/accounts', headers: { host: name }, agent };
    get(options, (response) => {
      response.resume().once('end', () => resolve(response.statusCode === 200));
    }).once('error', () => resolve(false));
  });
}
