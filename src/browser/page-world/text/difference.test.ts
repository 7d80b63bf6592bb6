import { expect, it } from 'vitest';
import { difference, nameUnseen } from './difference.ts';

it.each([
  ['Order 7 is paid', 'Order 7 is shipped', '; it begins with "Order 7 is paid"; after "Order 7 is " comes "paid" instead of "shipped"'],
  ['Order 7', 'Order 75', '; it begins with "Order 7"; after "Order 7" comes the end instead of "5"'],
  ['PAID', 'Paid', '; it begins with "PAID"; only upper and lower case differ'],
  ['Nothing alike', 'Xy', '; it begins with "Nothing alike"'],
  ['', 'Paid', ': it is empty'],
])('says where "%s" differs from "%s"', (text, wanted, ending) => {
  expect(difference(text, wanted)).toBe(ending);
});

it('names what a person does not see', () => {
  expect(nameUnseen('1\u202f234\u00a0€ A\u00adB\n\u2061')).toBe(
    '1[narrow no-break space]234[no-break space]€ A[soft hyphen]B[line feed][U+2061]',
  );
});
