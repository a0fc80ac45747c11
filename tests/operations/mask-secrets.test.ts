import { expect, test } from 'vitest';
import { maskSecrets, secretTexts } from '../../src/operations/mask-secrets.ts';
import type { Materials } from '../../src/services/manifest.ts';

const key = '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49\n-----END PRIVATE KEY-----\n';
const materials = {
  secrets: { databaseApp: 'pass+word/1==', zoneTransferKey: 'a.b*c' },
  newPasswords: { databaseApp: 'next-one' },
  appSecrets: { MAIL_KEY: 'k$1' },
  dashboard: { release: 'public', login: { hash: 'hash-of-it', visitor: 'visitor-1' } },
  backup: {
    environment:
      '# of restic\nRESTIC_PASSWORD="word"\nAWS_SECRET_ACCESS_KEY=word-and-more\nDEPTH=12\nPLACE=somewhere\n',
    ssh: { key: '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n', knownHosts: 'public' },
  },
  certificates: { authority: 'public', site: { certificate: 'public', key }, hosts: {} },
} as unknown as Materials;

test('passwords and the lines of keys are not shown, whatever characters they have', () => {
  const said = 'line 7: "pass+word/1==" near a.b*c\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49\nnext-one, k$1';
  expect(maskSecrets(said, secretTexts(materials))).toBe(
    'line 7: "********" near ********\n********\n********, ********',
  );
});

test('what is public stays readable', () => {
  expect(maskSecrets('public -----BEGIN PRIVATE KEY-----', secretTexts(materials))).toBe(
    'public -----BEGIN PRIVATE KEY-----',
  );
});

test('variables of restic and the SSH key of the backups are not shown, but a number in them says nothing', () => {
  const said = 'no word, no word-and-more: 12 at somewhere\nb3BlbnNzaC1rZXktdjEA';
  expect(maskSecrets(said, secretTexts(materials))).toBe('no ********, no ********: 12 at ********\n********');
});
