/** Lists of IP addresses and CIDR ranges. The server loads this file natively, so its imports have extensions. */
import { BlockList, isIP, isIPv6 } from 'node:net';

export function addressListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** Returns whether a list contains an address; false for any other text. */
export function containsAddress(list: BlockList, address: string): boolean {
  return isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
