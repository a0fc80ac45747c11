import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/problems/failure.ts';
import { run } from '../../src/process/run.ts';
import { runOrFail } from '../../src/process/run-or-fail.ts';

const hints = { step: 'try it', host: 'web-1', changed: 'Nothing was changed.', next: 'try again.' };

describe('run', () => {
  it('returns output and exit code, and passes input on', async () => {
    const result = await run(['sh', '-c', 'cat; echo problem >&2; exit 3'], { stdin: 'input' });
    expect(result).toMatchObject({ exitCode: 3, stdout: 'input', stderr: 'problem\n', timedOut: false });
  });

  it('tells each line as it comes', async () => {
    const lines: string[] = [];
    await run(['printf', 'one\\ntwo\\n'], { onLine: (line) => lines.push(line) });
    expect(lines).toEqual(['one', 'two']);
  });

  it('tells the last line too when it has no line end, even while somebody keeps the pipe open', async () => {
    const lines: string[] = [];
    const onLine = (line: string, from: string) => lines.push(`${from}: ${line}`);
    await run(['sh', '-c', 'printf last; sleep 5 & echo problem >&2'], { onLine, timeoutMs: 4_000 });
    expect(lines.sort()).toEqual(['stderr: problem', 'stdout: last']);
  });

  it('ends a command at its limit', async () => {
    expect(await run(['sleep', '60'], { timeoutMs: 50 })).toMatchObject({ timedOut: true, endedBy: 'SIGKILL' });
  });

  it('ends a command on abort and rejects with the reason', async () => {
    const controller = new AbortController();
    const running = run(['sleep', '60'], { signal: controller.signal });
    controller.abort(new Error('interrupted'));
    await expect(running).rejects.toThrow('interrupted');
    await expect(run(['true'], { signal: controller.signal })).rejects.toThrow('interrupted');
  });

  it('ends with the signal that is asked for', async () => {
    const controller = new AbortController();
    const script = 'trap "" TERM; echo ready; sleep 5';
    const onLine = () => controller.abort(new Error('interrupted'));
    const running = run(['sh', '-c', script], { signal: controller.signal, abortWith: 'SIGKILL', onLine });
    const start = performance.now();
    await expect(running).rejects.toThrow('interrupted');
    expect(performance.now() - start).toBeLessThan(4_000);
  });

  it('does not wait for a background child that keeps the pipes open', async () => {
    const { stdout } = await run(['sh', '-c', 'sleep 5 & echo done'], { timeoutMs: 4_000 });
    expect(stdout).toBe('done\n');
  });
});

describe('runOrFail', () => {
  it('says everything about a failed command', async () => {
    const failure = await runOrFail(['sh', '-c', 'echo no such thing >&2; exit 7'], hints).catch((error) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ step: 'try it', host: 'web-1', exitCode: 7, stderrTail: 'no such thing' });
    expect(failure).toMatchObject({ changed: 'Nothing was changed.', next: 'try again.' });
    expect(failure.message).toBe('Could not try it on web-1: sh failed');
  });

  it('fails the same way when there is no such command', async () => {
    await expect(runOrFail(['smartx-no-such-command'], hints)).rejects.toThrow(
      'smartx-no-such-command could not be started',
    );
  });
});
