import { describe, expect, it } from 'vitest';
import { chooseMirrors, parseDeb822Sources, parseOneLineSources } from '../../src/lab/apt-sources.ts';

const DEB822 = `# the archive
Types: deb deb-src
URIs: http://mirror.example/debian/
Suites: bookworm
 bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
# a comment between fields
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb-src
URIs: http://source.example/debian
Suites: bookworm
Components: main
`;

describe('parseDeb822Sources', () => {
  it('reads stanzas with continuation lines and comments, and leaves out disabled and source-only ones', () => {
    expect(parseDeb822Sources(DEB822)).toEqual([
      {
        uri: 'http://mirror.example/debian',
        suites: ['bookworm', 'bookworm-updates'],
        components: ['main', 'contrib'],
      },
      { uri: 'http://mirror.example/debian-security', suites: ['bookworm-security'], components: ['main'] },
    ]);
  });

  it('reads nothing out of nothing', () => {
    expect(parseDeb822Sources('')).toEqual([]);
    expect(parseDeb822Sources('\n\n# only a comment\n')).toEqual([]);
  });
});

describe('parseOneLineSources', () => {
  it('reads lines with and without options, and leaves out comments, deb-src and what cannot be fetched', () => {
    const text = `# deb http://commented.example/debian bookworm main
deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] https://a.example/debian/ trixie main contrib # why
deb http://b.example/debian-security trixie-security main
deb-src http://c.example/debian trixie main
deb cdrom:[Debian 13]/ trixie main
`;
    expect(parseOneLineSources(text)).toEqual([
      { uri: 'https://a.example/debian', suites: ['trixie'], components: ['main', 'contrib'] },
      { uri: 'http://b.example/debian-security', suites: ['trixie-security'], components: ['main'] },
    ]);
  });
});

describe('chooseMirrors', () => {
  it("takes this machine's own mirrors for archive and security", () => {
    expect(chooseMirrors(parseDeb822Sources(DEB822))).toEqual({
      archive: 'http://mirror.example/debian',
      security: 'http://mirror.example/debian-security',
    });
  });

  it('is not misled by other repositories of a Debian machine', () => {
    const sources = parseOneLineSources(`deb https://packages.example/apt cloud-sdk-bookworm main
deb https://node.example/node_24.x nodistro main
deb https://third.example/debian bookworm stable
deb http://mirror.example/debian bookworm main`);
    expect(chooseMirrors(sources).archive).toBe('http://mirror.example/debian');
  });

  it('falls back to the public mirrors on Ubuntu, whose archive has no Debian suites', () => {
    const sources = parseOneLineSources(`deb http://archive.example/ubuntu noble main
deb http://security.example/ubuntu noble-security main`);
    expect(chooseMirrors(sources)).toEqual({
      archive: 'http://deb.debian.org/debian',
      security: 'http://deb.debian.org/debian-security',
    });
  });
});
