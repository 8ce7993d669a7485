import { type LookupAddress, type LookupAllOptions, type LookupOptions, lookup } from "node:dns";
import { BlockList, isIP } from "node:net";
import { hostnameOf } from "../lib/url.ts";

/** What may be connected to: https at public addresses, and the hosts that the operator has named. */
export interface AddressRule {
  /** As `URL.hostname` has them. */
  readonly trustedHosts: ReadonlySet<string>;
  /** Resolves names. Default: the one of node:dns. */
  readonly resolve?: Resolve;
}

type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** The network error of a request to anything else. */
export const NOT_PUBLIC = "its address is not public, or not https";

/** IANA's registries of special-purpose addresses, and the prefixes that contain an IPv4 address (NAT64, 6to4). */
const NETWORKS = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"],
  ...["198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"],
  ...["::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32"],
  ...["2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/9", "ff00::/8"],
];

/** Made for each check, of which there are few: a step without output files does not wait 3 ms for it at its start. */
function specialAddresses(): BlockList {
  const list = new BlockList();
  for (const network of NETWORKS) {
    const [address = "", prefix] = network.split("/");
    list.addSubnet(address, Number(prefix), isIP(address) === 4 ? "ipv4" : "ipv6");
  }
  return list;
}

/** Whether an IP address, in any notation of IPv6, is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && !specialAddresses().check(address, version === 4 ? "ipv4" : "ipv6");
}

/**
 * Checks the URL of a request before its host is resolved. URL parsers have turned numbers and hex into an address.
 * @throws {Error} with NOT_PUBLIC.
 */
export function checkUrl(url: URL, { trustedHosts }: AddressRule): void {
  if (trustedHosts.has(url.hostname)) return;
  const name = hostnameOf(url).replace(/\.$/, "");
  const isPrivate = isIP(name) === 0 ? /(^|\.)localhost$/.test(name) : !isPublicAddress(name);
  if (url.protocol !== "https:" || isPrivate) throw new Error(NOT_PUBLIC);
}

type Resolved = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** A `lookup` for connections: what it has checked is what is connected to. */
export function publicLookup({ trustedHosts, resolve = lookup }: AddressRule) {
  return (hostname: string, options: LookupOptions, callback: Resolved): void =>
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses;
      if (error !== null || first === undefined)
        return callback(error ?? new Error(`${hostname} has no address`), []);
      const isAllowed =
        trustedHosts.has(hostname) || addresses.every(({ address }) => isPublicAddress(address));
      if (!isAllowed) return callback(new Error(NOT_PUBLIC), []);
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
}
