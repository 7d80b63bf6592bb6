import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressKind, canonicalAddress } from './address.ts';

describe('kinds of addresses', () => {
  test.each([
    ['0.0.0.0', 'unspecified'],
    ['0.255.255.255', 'unspecified'],
    ['1.0.0.0', 'public'],
    ['9.255.255.255', 'public'],
    ['10.0.0.0', 'private'],
    ['10.255.255.255', 'private'],
    ['11.0.0.0', 'public'],
    ['100.63.255.255', 'public'],
    ['100.64.0.0', 'shared'],
    ['100.127.255.255', 'shared'],
    ['100.128.0.0', 'public'],
    ['100.100.100.200', 'metadata'],
    ['126.255.255.255', 'public'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.255', 'loopback'],
    ['128.0.0.0', 'public'],
    ['168.63.129.16', 'metadata'],
    ['168.63.129.17', 'public'],
    ['169.253.255.255', 'public'],
    ['169.254.0.1', 'link_local'],
    ['169.254.169.254', 'metadata'],
    ['169.254.170.2', 'metadata'],
    ['169.255.0.0', 'public'],
    ['172.15.255.255', 'public'],
    ['172.16.0.0', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['192.0.0.1', 'unusable'],
    ['192.0.0.192', 'metadata'],
    ['192.0.1.0', 'public'],
    ['192.0.2.1', 'documentation'],
    ['192.88.99.1', 'unusable'],
    ['192.167.255.255', 'public'],
    ['192.168.0.0', 'private'],
    ['192.169.0.0', 'public'],
    ['198.17.255.255', 'public'],
    ['198.18.0.0', 'benchmark'],
    ['198.19.255.255', 'benchmark'],
    ['198.20.0.0', 'public'],
    ['198.51.100.7', 'documentation'],
    ['203.0.113.7', 'documentation'],
    ['223.255.255.255', 'public'],
    ['224.0.0.1', 'unusable'],
    ['239.255.255.255', 'unusable'],
    ['240.0.0.0', 'unusable'],
    ['255.255.255.255', 'unusable'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['::2', 'unspecified'],
    ['::127.0.0.1', 'loopback'],
    ['::8.8.8.8', 'unusable'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['::ffff:8.8.8.8', 'public'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['::ffff:0:127.0.0.1', 'loopback'],
    ['::ffff:0:8.8.8.8', 'unusable'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b::8.8.8.8', 'public'],
    ['64:ff9b::a9fe:a9fe', 'metadata'],
    ['64:ff9b:1::8.8.8.8', 'private'],
    ['64:ff9b:1::127.0.0.1', 'loopback'],
    ['100::1', 'unusable'],
    ['2001::1', 'unusable'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'unusable'],
    ['2001:2::1', 'benchmark'],
    ['2001:10::1', 'unusable'],
    ['2001:20::1', 'unusable'],
    ['2001:200::1', 'public'],
    ['2001:db8::1', 'documentation'],
    ['2001:4860:4860::8888', 'public'],
    ['2002:7f00:1::', 'loopback'],
    ['2002:a00:1::1', 'private'],
    ['2002:808:808::1', 'public'],
    ['2606:4700::1111', 'public'],
    ['2606:4700::5efe:10.0.0.1', 'private'],
    ['2606:4700::200:5efe:10.0.0.1', 'private'],
    ['3fff::1', 'documentation'],
    ['3fff:1000::1', 'public'],
    ['3ffe::1', 'unusable'],
    ['4000::1', 'unusable'],
    ['5f00::1', 'unusable'],
    ['fc00::1', 'private'],
    ['fdff:ffff::1', 'private'],
    ['fd00:ec2::254', 'metadata'],
    ['fd20:ce::254', 'metadata'],
    ['fe80::1', 'link_local'],
    ['fe80::1%eth0', 'link_local'],
    ['[fe80::1%25eth0]', 'link_local'],
    ['febf::1', 'link_local'],
    ['fec0::1', 'private'],
    ['ff02::1', 'unusable'],
    ['ffff::1', 'unusable'],
  ])('%s is %s', (address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });

  test.each(['', 'example.com', '1.2.3', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', ':::', '1::2::3', '12345::', '10.0.0.1/8', ' 10.0.0.1'])(
    '%j is not an address',
    (text) => {
      expect(addressKind(text)).toBeUndefined();
    },
  );

  test('a mapped IPv4 address has one spelling', () => {
    expect(canonicalAddress('::ffff:7f00:1')).toBe('127.0.0.1');
    expect(canonicalAddress('[::FFFF:127.0.0.1]')).toBe('127.0.0.1');
    expect(canonicalAddress('2606:4700:0::1')).toBe(canonicalAddress('[2606:4700::0001]'));
    expect(canonicalAddress('example.com')).toBe('example.com');
  });

  test('every IPv4 address has the same kind inside every IPv6 form that carries one, or a stricter one', () => {
    fc.assert(
      fc.property(fc.ipV4(), (v4) => {
        const [a, b, c, d] = v4.split('.').map(Number) as [number, number, number, number];
        const hex = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
        const kind = addressKind(v4);
        for (const form of [`::ffff:${v4}`, `::ffff:${hex}`, `64:ff9b::${hex}`, `2002:${hex}::1`])
          expect([form, addressKind(form)]).toEqual([form, kind]);
        for (const form of [`::${v4}`, `::ffff:0:${v4}`, `64:ff9b:1::${v4}`]) expect(addressKind(form)).not.toBe('public');
      }),
    );
  });
});
