import { formatCents } from './money.js';

const HUES = 8;
const $ = (id) => document.getElementById(id);

/** Shows the accounts; `onPick(id)` is called when one is chosen to pay from. */
export function showAccounts(accounts, onPick) {
  const largest = Math.max(1, ...accounts.filter(isOrdinary).map((account) => account.balanceCents));
  const sorted = accounts.toSorted((a, b) => Number(isOrdinary(b)) - Number(isOrdinary(a)) || a.id - b.id);
  $('accounts-empty').hidden = accounts.length > 0;
  reconcile($('accounts'), sorted, {
    create: (account) => createAccount(account, onPick),
    update: (item, account) => updateAccount(item, account, largest),
  });
}

export function showTransfers(transfers, accounts) {
  const nameOf = (id) => accounts.find((account) => account.id === id)?.name ?? `Account ${id}`;
  $('transfers-empty').hidden = transfers.length > 0;
  reconcile($('transfers'), transfers, {
    create: () => element('li', 'transfer', element('div', 'route'), element('span', 'cents'), element('p', 'note')),
    update: (item, transfer) => {
      const [route, cents, note] = item.children;
      const arrow = element('span', 'arrow', '→');
      arrow.setAttribute('aria-label', 'to');
      arrow.setAttribute('role', 'img');
      route.replaceChildren(nameOf(transfer.fromAccountId), ' ', arrow, ' ', nameOf(transfer.toAccountId));
      cents.textContent = formatCents(transfer.amountCents);
      note.textContent = [timeOf(transfer.createdAt), transfer.note].filter(Boolean).join(' · ');
    },
  });
}

export function showSummary(ledger) {
  const balanced = ledger.balanceSumCents === 0;
  $('sum').textContent = formatCents(ledger.balanceSumCents);
  $('verdict').textContent = balanced ? '✓ in balance' : '✗ out of balance';
  $('fact-sum').dataset.balanced = String(balanced);
  $('account-count').textContent = ledger.accounts.toLocaleString('en');
  $('transfer-count').textContent = ledger.transfers.toLocaleString('en');
}

/** Which hosts gave the last answers, newest last. */
export function showHosts(answers) {
  const counts = Map.groupBy(answers, (host) => host);
  const hosts = [...counts.keys()].sort().map((host) => ({ id: host, count: counts.get(host).length }));
  $('hosts-hint').textContent = `The last ${answers.length} answers`;
  reconcile($('hosts'), hosts, {
    create: ({ id }) =>
      element('li', 'host', element('span', 'host-name', id), element('span', 'bar', element('i')), element('span')),
    update: (item, { count }) => {
      item.querySelector('i').style.width = `${(100 * count) / answers.length}%`;
      item.lastElementChild.textContent = `${Math.round((100 * count) / answers.length)} %`;
    },
  });
}

/**
 * Screen readers announce `text`, so it is only touched when it changes; `detail` changes all the time.
 *
 * @param {'live' | 'lost'} state
 */
export function showConnection(state, text, detail) {
  $('connection').dataset.state = state;
  if ($('connection-text').textContent !== text) $('connection-text').textContent = text;
  $('connection-host').textContent = detail;
}

/** Fills both lists of the form and keeps what was chosen; a list that is open in front of the user stays as it is. */
export function showChoices(accounts) {
  for (const select of [$('from'), $('to')]) {
    const options = accounts.filter(isOrdinary).map(({ id, name, balanceCents }) => ({
      value: String(id),
      text: select.id === 'from' ? `${name} (${formatCents(balanceCents)})` : name,
    }));
    const before = [...select.options].map(({ value, text }) => `${value} ${text}`).join('\n');
    const now = ['Choose …', ...options.map(({ value, text }) => `${value} ${text}`)].join('\n');
    if (before.trim() === now || document.activeElement === select) continue;
    const chosen = select.value;
    select.replaceChildren(new Option('Choose …', ''), ...options.map(({ value, text }) => new Option(text, value)));
    select.value = chosen;
  }
}

function createAccount(account, onPick) {
  const avatar = element('span', `avatar hue-${account.id % HUES}`, initialsOf(account.name));
  avatar.setAttribute('aria-hidden', 'true');
  const row = element(
    isOrdinary(account) ? 'button' : 'div',
    'account',
    avatar,
    element('span', 'name', account.name),
    element('span', 'cents'),
    element('span', 'bar', element('i')),
  );
  if (isOrdinary(account)) {
    row.type = 'button';
    row.addEventListener('click', () => onPick(account.id));
  } else {
    row.classList.add('equity');
    row.querySelector('.name').append(element('small', '', 'Source of all opening balances'));
  }
  return element('li', '', row);
}

function updateAccount(item, account, largest) {
  const cents = item.querySelector('.cents');
  const before = Number(cents.dataset.cents ?? account.balanceCents);
  cents.dataset.cents = account.balanceCents;
  cents.textContent = formatCents(account.balanceCents);
  item.querySelector('i').style.width = `${Math.max(0, (100 * account.balanceCents) / largest)}%`;
  if (before === account.balanceCents) return;
  const row = item.firstElementChild;
  row.classList.remove('rose', 'fell');
  // Reading a size makes the browser notice the removal, so that the animation starts again.
  void row.offsetWidth;
  row.classList.add(account.balanceCents > before ? 'rose' : 'fell');
}

/** Makes the children of `list` those of `values`, by `id`, and keeps the elements that are there already. */
function reconcile(list, values, { create, update }) {
  const known = new Map([...list.children].map((item) => [item.dataset.id, item]));
  const items = values.map((value) => {
    const item = known.get(String(value.id)) ?? create(value);
    item.dataset.id = value.id;
    update(item, value);
    return item;
  });
  const same = items.length === list.children.length && items.every((item, index) => item === list.children[index]);
  if (!same) list.replaceChildren(...items);
}

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function isOrdinary(account) {
  return account.kind === 'ordinary';
}

function initialsOf(name) {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}

function timeOf(date) {
  return new Date(date).toLocaleTimeString('en-GB');
}
