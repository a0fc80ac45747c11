import { readLedger, sendTransfer } from './api.js';
import { formatCents, parseAmount } from './money.js';
import { showAccounts, showChoices, showConnection, showHosts, showSummary, showTransfers } from './view.js';

const REFRESH_MS = 2_000;
const REMEMBERED_ANSWERS = 60;

const form = document.getElementById('transfer');
const send = document.getElementById('send');
const outcome = document.getElementById('outcome');

/** What the page knows. */
const known = { accounts: [], answers: [], refreshedAt: undefined };

form.addEventListener('submit', (event) => {
  event.preventDefault();
  submit();
});
form.addEventListener('input', ({ target }) => showFieldError(target.name, ''));
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) refresh();
});
keepFresh();

async function keepFresh() {
  if (!document.hidden) await refresh();
  setTimeout(keepFresh, REFRESH_MS);
}

async function refresh() {
  try {
    const { accounts, transfers, ledger, hosts } = await readLedger();
    known.accounts = accounts;
    known.answers = [...known.answers, ...hosts].slice(-REMEMBERED_ANSWERS);
    known.refreshedAt = new Date();
    showAccounts(accounts, payFrom);
    showChoices(accounts);
    showTransfers(transfers, accounts);
    showSummary(ledger);
    showHosts(known.answers);
    showConnection('live', 'Live', `· answered by ${hosts.at(-1)}`);
  } catch (error) {
    const since = known.refreshedAt?.toLocaleTimeString('en-GB');
    const text = error.status === 0 ? 'No answer, trying again …' : 'The ledger is away, trying again …';
    showConnection('lost', text, since === undefined ? '' : `Last news at ${since}`);
  }
}

function payFrom(id) {
  form.elements.from.value = String(id);
  showFieldError('from', '');
  form.elements[form.elements.to.value === '' ? 'to' : 'amount'].focus();
}

async function submit() {
  const request = readForm();
  if (request === undefined) return;
  send.disabled = true;
  showOutcome('busy', 'Moving …');
  try {
    await sendTransfer(request, (attempt) =>
      showOutcome('busy', `No answer yet. Asking again (${attempt}) with the same key: the money moves only once.`),
    );
    showOutcome(
      'good',
      `${formatCents(request.amountCents)} went from ${nameOf(request.fromAccountId)} to ${nameOf(request.toAccountId)}.`,
    );
    form.elements.amount.value = '';
    form.elements.note.value = '';
    await refresh();
  } catch (error) {
    showRefusal(error, request);
  } finally {
    send.disabled = false;
  }
}

/** The request, or undefined after every problem was shown and the first bad field has the focus. */
function readForm() {
  const { from, to, amount, note } = form.elements;
  const parsed = parseAmount(amount.value);
  const problems = {
    from: from.value === '' ? 'Choose an account.' : '',
    to: toProblem(from.value, to.value),
    amount: parsed.problem ?? '',
  };
  showOutcome('', '');
  for (const [name, problem] of Object.entries(problems)) showFieldError(name, problem);
  const firstBad = Object.keys(problems).find((name) => problems[name] !== '');
  if (firstBad !== undefined) {
    form.elements[firstBad].focus();
    return undefined;
  }
  return {
    fromAccountId: Number(from.value),
    toAccountId: Number(to.value),
    amountCents: parsed.cents,
    note: note.value.trim(),
  };
}

function toProblem(from, to) {
  if (to === '') return 'Choose an account.';
  return to === from ? 'Choose another account than the one it comes from.' : '';
}

function showRefusal(error, request) {
  if (error.code !== 'INSUFFICIENT_FUNDS') {
    const refused = error.status >= 400 && error.status < 500;
    const verdict = refused ? 'Nothing moved.' : 'No answer: press again, and the money still moves only once.';
    showOutcome('bad', `${verdict} ${error.message}`);
    return;
  }
  const { name, balanceCents } = known.accounts.find(({ id }) => id === request.fromAccountId) ?? {};
  showFieldError('amount', `${name} has only ${formatCents(balanceCents)}.`);
  showOutcome('bad', 'Nothing moved: there is not enough money.');
  form.elements.amount.focus();
  refresh();
}

function showOutcome(kind, text) {
  outcome.dataset.kind = kind;
  outcome.textContent = text;
}

function showFieldError(name, problem) {
  document.getElementById(`${name}-error`).textContent = problem;
  form.elements[name].setAttribute('aria-invalid', String(problem !== ''));
}

function nameOf(id) {
  return known.accounts.find((account) => account.id === id)?.name ?? `account ${id}`;
}
