// Names of cameras: a name server that does not answer must hold nobody.

import { createSocket } from 'node:dgram';
import type { lookup } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { describe, expect, it, jest } from '@jest/globals';
import { type HostResolver, hostLookup } from '../../src/worker/live/resolve-host.js';

const failing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));
const resolver = (parts: Partial<HostResolver>): HostResolver => ({
  resolve4: failing('ENODATA'),
  resolve6: failing('ENODATA'),
  cancel: () => {},
  ...parts,
});

/** Asks for a name; the system's resolver knows `system.example`. */
function search(
  name: string,
  parts: Partial<HostResolver>,
  { family = 0, signal = new AbortController().signal } = {},
) {
  const system = jest.fn(
    (asked: string, _options: unknown, callback: (error: Error | null, found: unknown) => void) =>
      asked === 'system.example'
        ? callback(null, [{ address: '10.0.0.3', family: 4 }])
        : callback(new Error('unknown'), []),
  );
  const hosts = () => '127.0.0.1 localhost # this\n10.0.0.9\tcamera.example Kitchen\n::9 kitchen\n';
  const find = hostLookup(signal, resolver(parts), hosts, system as unknown as typeof lookup);
  const found = new Promise((resolve) => {
    find(name, { all: true, family }, (error, addresses) => resolve(error?.message ?? addresses));
  });
  return { found, system };
}

describe('the address of a host', () => {
  it('should be that of the file of this machine', async () => {
    expect(await search('camera.example', {}).found).toEqual([{ address: '10.0.0.9', family: 4 }]);
    expect(await search('kitchen', {}).found).toEqual([
      { address: '10.0.0.9', family: 4 },
      { address: '::9', family: 6 },
    ]);
    expect(await search('kitchen', {}, { family: 6 }).found).toEqual([{ address: '::9', family: 6 }]);
  });

  it('should be what name servers say', async () => {
    const { found, system } = search('a.example', { resolve4: async () => ['10.0.0.1', '10.0.0.2'] });
    expect(await found).toEqual([
      { address: '10.0.0.1', family: 4 },
      { address: '10.0.0.2', family: 4 },
    ]);
    expect(system).not.toHaveBeenCalled();
    expect(await search('a.example', { resolve6: async () => ['::1'] }).found).toEqual([
      { address: '::1', family: 6 },
    ]);
  });

  it('should be asked of the system only when the name servers have said that they do not know it', async () => {
    expect(await search('system.example', {}).found).toEqual([{ address: '10.0.0.3', family: 4 }]);
    expect(await search('nowhere.example', {}).found).toBe('unknown');
    const { found, system } = search('system.example', { resolve4: failing('ETIMEOUT') });
    expect(await found).toBe('ETIMEOUT');
    expect(system).not.toHaveBeenCalled();
  });

  it('should be one address where one is asked for', async () => {
    const find = hostLookup(
      new AbortController().signal,
      resolver({ resolve4: async () => ['10.0.0.1'] }),
      () => '',
    );
    const found = new Promise((resolve) => find('a.example', { family: 4 }, (...all) => resolve(all)));
    expect(await found).toEqual([null, '10.0.0.1', 4]);
  });
});

it('should be given up at once while a name server is silent', async () => {
  const server = createSocket('udp4');
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const asked = once(server, 'message');
  const real = new Resolver({ timeout: 60_000, tries: 1 });
  real.setServers([`127.0.0.1:${server.address().port}`]);
  const leave = new AbortController();
  const find = hostLookup(leave.signal, real, () => '');
  const failed = new Promise<string | undefined>((resolve) => {
    find('silent.example', { all: true }, (error) => resolve(error?.code));
  });
  await asked;
  leave.abort();
  expect(await failed).toBe('ECANCELLED');
  server.close();
});
