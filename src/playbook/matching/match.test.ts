import { describe, expect, test } from 'vitest';
import { matchPlaybook } from './match.ts';

const book = (id: string, ...tags: string[]) => ({ id, name: id, tags });

describe('matchPlaybook', () => {
  test.each([
    ['the longest tag wins', 'Please cancel order #12', [book('a', 'cancel'), book('b', 'cancel order')], 'b'],
    ['case and whitespace do not matter', 'CANCEL\n\tOrder now', [book('a', 'cancel  order')], 'a'],
    ['whole words only', 'cancellation of orders', [book('a', 'cancel', 'order')], undefined],
    ['a word may end at a punctuation mark', '(cancel) #1', [book('a', 'cancel')], 'a'],
    ['an underscore belongs to the word', 'cancel_order', [book('a', 'cancel')], undefined],
    ['umlauts and accents in either form', 'Bestellung stornie\u0072en für Mu\u0308ller', [book('a', 'müller')], 'a'],
    ['a combining mark belongs to its letter', 'cafe\u0301', [book('a', 'cafe')], undefined],
    ['full-width letters are letters', 'ＣＡＮＣＥＬ order', [book('a', 'cancel')], 'a'],
    ['other alphabets', 'Отменить заказ 12', [book('a', 'отменить ЗАКАЗ')], 'a'],
    ['scripts without spaces need no word boundaries', '请取消订单10234', [book('a', '取消订单')], 'a'],
    ['soft hyphens are invisible', 'can\u00adcel order', [book('a', 'cancel order')], 'a'],
    ['two tags of one playbook are not a tie', 'void the sale', [book('a', 'void', 'sale')], 'a'],
    ['an empty tag matches nothing', 'anything', [book('a', ' ')], undefined],
    ['a whole word counts after an earlier part of a word', 'uncancel then cancel', [book('a', 'cancel')], 'a'],
    ['no playbooks', 'cancel', [], undefined],
  ])('%s', (_name, directive, playbooks, id) => {
    const match = matchPlaybook(directive, playbooks);
    expect(match.kind === 'match' ? match.playbook.id : undefined).toBe(id);
  });

  test('a tie is not a match, and names the playbooks', () => {
    const match = matchPlaybook('cancel and refund', [book('a', 'cancel'), book('b', 'refund'), book('c', 'and')]);
    expect(match).toMatchObject({ kind: 'tie', candidates: [{ id: 'a', tag: 'cancel', length: 6 }, { id: 'b' }, { id: 'c' }] });
    expect(match.reason).toBe(
      'The tags of a ("cancel") and b ("refund") are equally long, so none wins: choose one with --playbook, or make a tag longer.',
    );
  });

  test('explains a match and the lack of one', () => {
    expect(matchPlaybook('cancel order 1', [book('a', 'cancel'), book('b', 'cancel order')]).reason).toBe(
      '"cancel order" of b is the longest tag in the directive; the next longest is "cancel" of a.',
    );
    expect(matchPlaybook('hello', [book('a', 'cancel')]).reason).toBe(
      'No tag of the only playbook occurs in the directive: choose one with --playbook, or add a tag.',
    );
  });

  test('matches the longest directive against a thousand tags', () => {
    const playbooks = Array.from({ length: 1000 }, (_, index) => book(`p${index}`, `tag number ${index}`));
    const match = matchPlaybook(`${'tag number '.repeat(900)}tag number 417`, playbooks);
    expect(match.kind === 'match' ? match.playbook.id : match.reason).toBe('p417');
  });
});
