import { describe, expect, test } from 'vitest';
import { processorTime } from '../../tests/support/processor-time.ts';
import { classifyGoal, judgeGoal } from './index.ts';

describe('classifyGoal', () => {
  test.each([
    ['read', 'What is the status of order 10234?'],
    ['read', 'Find the phone number of Peter Lang'],
    ['read', 'List all open invoices and their amounts'],
    ['read', 'Check the status of the delete request'],
    ['read', 'Read the latest update of the change log'],
    ['read', 'How many orders were cancelled?'],
    ['read', 'Compare the order form with the invoice, but do not change anything'],
    ['read', 'Tell me the price of the "Add to cart" lamp'],
    ['read', ''],
    ['read', 'asdf qwer'],
    ['navigate', 'Open the page of customer 12'],
    ['navigate', 'Go to the settings, then read the time zone'],
    ['interact', 'Cancel order #10234'],
    ['interact', 'Please approve the refund R-5003'],
    ['interact', 'Download the export as CSV'],
    ['interact', 'Search for O-10122 and tell me who ordered it'],
    ['interact', 'Could you delete the draft?'],
    ['fill_form', 'Fill in the refund form with 20 EUR'],
    ['fill_form', 'Open the customer and change the mail address to a@b.test'],
    ['fill_form', 'Create a new order for Halm AG'],
    ['fill_form', 'Upload the receipt and approve the refund'],
    ['fill_form', '1. Open order 5\n2. Enter the tracking code ABC'],
    ['interact', 'Approve the refund without changing the amount'],
    ['interact', "Don't edit anything, just cancel the order"],
    ['interact', 'Storniere die Bestellung 10234'],
    ['fill_form', 'Bitte das Formular ausfüllen'],
    ['read', 'Wie ist der Status der Bestellung? Bitte nicht stornieren.'],
    ['navigate', 'Öffne die Seite mit den Kunden'],
    ['interact', 'Annulez la commande 10234'],
    ['fill_form', 'Remplissez le formulaire de remboursement'],
    ['interact', 'Cancela el pedido 10234'],
    ['fill_form', 'Rellena el formulario'],
    ['interact', 'Cancele o pedido 10234'],
    ['interact', "Annulla l'ordine 10234"],
    ['interact', 'Annuleer bestelling 10234'],
    ['interact', 'Anuluj zamówienie 10234'],
    ['interact', 'Отмени заказ 10234'],
    ['read', 'Не удаляй ничего, какой статус у заказа?'],
    ['interact', '10234 numaralı siparişi iptal et'],
    ['interact', '取消订单10234'],
    ['read', '订单10234的状态是什么?不要取消。'],
    ['interact', '注文10234をキャンセルしてください'],
    ['read', '注文をキャンセルしないで、状況を教えて'],
    ['interact', '주문 10234를 취소해 주세요'],
    ['interact', 'احذف الطلب 10234'],
    ['fill_form', 'फॉर्म भरें'],
  ] as const)('%s: %s', (goal, directive) => {
    expect(classifyGoal(directive).goalType).toBe(goal);
  });

  test('gives the reason', () => {
    expect(classifyGoal('Please cancel order 1').reason).toBe('the directive says "cancel"');
    expect(classifyGoal('Which orders are late?').reason).toBe('the directive asks for no change');
  });

  test('classifies the longest directive quickly', () => {
    expect(processorTime(() => classifyGoal('do not change it without the '.repeat(350)))).toBeLessThan(5_000);
  });
});

describe('judgeGoal', () => {
  test('takes the answer of a model', async () => {
    expect(await judgeGoal('Cancel order 1', async () => 'read')).toMatchObject({ goalType: 'read' });
  });

  test.each([
    ['does not know', async () => undefined],
    ['fails', () => Promise.reject(new Error('no key'))],
    ['answers something else', async () => 'everything' as never],
  ])('falls back to the rules if the model %s', async (_name, ask) => {
    expect(await judgeGoal('Cancel order 1', ask)).toEqual(classifyGoal('Cancel order 1'));
    expect(await judgeGoal('Which orders are late?', ask)).toMatchObject({ goalType: 'read' });
  });

  test('uses the rules without a model', async () => {
    expect(await judgeGoal('Create an order')).toMatchObject({ goalType: 'fill_form' });
  });
});
