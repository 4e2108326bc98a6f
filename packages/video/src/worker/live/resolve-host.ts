// Names of hosts, asked for on sockets of the worker's own event loop. The system's resolver (getaddrinfo) blocks one of the four
// threads that libuv has for the whole process, for many seconds if no name server answers. Meanwhile neither the thread of the
// source nor the process can end. So it is asked only for what the name servers do not know: names of mDNS or of a search list.
import { lookup } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { isIP, type LookupFunction } from 'node:net';

interface Address {
  readonly address: string;
  readonly family: number;
}

export interface HostResolver {
  resolve4(name: string): Promise<string[]>;
  resolve6(name: string): Promise<string[]>;
  cancel(): void;
}

/** What a name server, or its absence, answers at once. */
const unknownName = ['ENOTFOUND', 'ENODATA', 'ECONNREFUSED'];

/**
 * Makes the option `lookup` of a connection.
 *
 * @param signal ends a search at once
 * @param hosts the text of the file with the names that this machine knows
 * @param system the system's resolver
 */
export function hostLookup(
  signal: AbortSignal,
  resolver: HostResolver = new Resolver({ timeout: 2000, tries: 2 }),
  hosts: () => string = () => readFileSync('/etc/hosts', 'utf8'),
  system: typeof lookup = lookup,
): LookupFunction {
  signal.addEventListener('abort', () => resolver.cancel(), { once: true });
  return (name, options, callback) => {
    const fits = ({ family }: Address) =>
      options.family === family || ![4, 6].includes(Number(options.family));
    const give = (addresses: readonly Address[]) => {
      const fitting = addresses.filter(fits);
      const [first] = fitting;
      if (first === undefined)
        callback(Object.assign(new Error(`No address of ${name} is known.`), { code: 'ENOTFOUND' }), '', 0);
      else if (options.all) callback(null, fitting as Address[]);
      else callback(null, first.address, first.family);
    };
    const known = inHosts(hosts, name);
    if (known.length > 0) {
      process.nextTick(give, known);
      return;
    }
    const of = (family: number, found: Promise<string[]>) =>
      found.then((addresses) => addresses.map((address) => ({ address, family })));
    void Promise.allSettled([of(4, resolver.resolve4(name)), of(6, resolver.resolve6(name))]).then(
      (answers) => {
        const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
        const failures = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
        if (addresses.some(fits)) give(addresses);
        else if (signal.aborted || failures.some(({ code }) => !unknownName.includes(code)))
          callback(failures[0] ?? new Error(`The search for ${name} was given up.`), '', 0);
        else system(name, { all: true }, (error, found) => (error ? callback(error, '', 0) : give(found)));
      },
    );
  };
}

function inHosts(read: () => string, name: string): Address[] {
  let text = '';
  try {
    text = read();
  } catch {
    return []; // a system without that file
  }
  const wanted = name.toLowerCase();
  return text.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const family = isIP(address);
    return family !== 0 && names.some((each) => each.toLowerCase() === wanted) ? [{ address, family }] : [];
  });
}
