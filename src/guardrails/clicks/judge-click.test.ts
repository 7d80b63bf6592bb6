import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { count, now, readControls } from '../../../bench/guard/report-controls.ts';
import { type ClickTarget, type ClickVerdict, judgeClick } from './judge-click.ts';

const button = (name: string) => judgeClick({ name, role: 'button' });

describe('destructive in every language', () => {
  test.each([
    'Delete',
    'DELETE',
    'Delete order #10234',
    'Yes, delete it',
    'Permanently delete',
    'Remove',
    'Remove item',
    'Remove from cart',
    'Delete filter',
    'Delete saved search',
    'Cancel order',
    'Cancel order #10234',
    'Yes, cancel order',
    'Cancel subscription',
    'Cancel booking',
    'Cancel my appointment',
    'Cancel and refund',
    'Order: cancel',
    'Refund',
    'Issue refund',
    'Pay',
    'Pay now',
    'Pay €12.00',
    'Buy now',
    'Place order',
    'Place your order',
    'Confirm purchase',
    'Transfer funds',
    'Send money',
    'Unsubscribe',
    'Deactivate account',
    'Close account',
    'Revoke access',
    'Factory reset',
    'Reset password',
    'Empty trash',
    'Clear cart',
    'Terminate instance',
    'Shut down',
    'Publish',
    'Discard changes',
    'Search and delete',
    'View and pay',
    'Close and delete',
    'Next: place order',
    '🗑',
    '🗑 Bin it',
    'De\u00adlete',
    'D\u200belete',
    'Ｄｅｌｅｔｅ',
    'Remove filter and delete order',
    'Do not keep: delete',
    'Löschen',
    'Bestellung löschen',
    'Endgültig löschen',
    'Stornieren',
    'Bestellung stornieren',
    'Auftrag abbrechen',
    'Kündigen',
    'Jetzt kaufen',
    'Zahlungspflichtig bestellen',
    'Überweisen',
    'Konto schließen',
    'Supprimer',
    'Annuler la commande',
    'Effacer',
    'Payer',
    'Résilier',
    'Rembourser',
    'Eliminar',
    'Borrar',
    'Cancelar pedido',
    'Dar de baja',
    'Pagar',
    'Elimina',
    'Cancella',
    'Annulla ordine',
    'Acquista',
    'Excluir',
    'Apagar',
    'Finalizar compra',
    'Verwijderen',
    'Bestelling annuleren',
    'Betalen',
    'Usuń',
    'Anuluj zamówienie',
    'Zapłać',
    'Ta bort',
    'Radera',
    'Köp',
    'Slet',
    'Køb',
    'Удалить',
    'Отменить заказ',
    'Оплатить',
    'Smazat',
    'Zrušit objednávku',
    'Sil',
    'Siparişi iptal et',
    'Satın al',
    '削除',
    '注文をキャンセル',
    '購入する',
    '删除',
    '取消订单',
    '支付',
    '삭제',
    '주문 취소',
    '결제하기',
  ])('%s', (name) => {
    expect(button(name)).toBe('destructive');
  });
});

describe('safe in every language', () => {
  test.each([
    'Search',
    'Next',
    'Next page',
    'Next ›',
    '‹ Previous',
    'Back',
    'Back to orders',
    'View order',
    'View deleted orders',
    'Show details',
    'Details',
    'Edit',
    'Edit order',
    'Close',
    'Close dialog',
    '× Close',
    'Log in',
    'Sign in',
    'Sort by date',
    'Filter',
    'Apply filters',
    'Remove filter',
    'Remove filter: Status = open',
    'Clear all filters',
    'Clear search',
    'Reset filters',
    'Remove sorting',
    'Export CSV',
    'Download',
    'Refresh',
    'Load more',
    'Page 3',
    'No',
    'No thanks',
    'Not now',
    "Don't delete",
    'Do not cancel',
    'Keep order',
    'Keep my subscription',
    'Undo delete',
    'Cancel deletion',
    'Cancel editing',
    'Reject all cookies',
    'Suchen',
    'Weiter',
    'Zurück',
    'Filter zurücksetzen',
    'Filter entfernen',
    'Nicht löschen',
    'Bearbeiten',
    'Schließen',
    'Anmelden',
    'Rechercher',
    'Suivant',
    'Réinitialiser les filtres',
    'Fermer',
    'Buscar',
    'Siguiente',
    'Borrar filtros',
    'Cerca',
    'Avanti',
    'Rimuovi filtri',
    'Pesquisar',
    'Zoeken',
    'Volgende',
    'Szukaj',
    'Dalej',
    'Поиск',
    'Далее',
    'Войти',
    'Hledat',
    '検索',
    '次へ',
    '搜索',
    '下一页',
    '검색',
    '다음',
    '取消删除',
  ])('%s', (name) => {
    expect(button(name)).toBe('safe');
  });
});

describe('unknown, for a model to judge', () => {
  test.each([
    '',
    ' ',
    'OK',
    'Yes',
    'Confirm',
    'Submit',
    'Save',
    'Apply discount',
    'Continue',
    'Send',
    'Approve',
    'Next: payment',
    'Weiter zur Zahlung',
    'Close ticket',
    'Restore backup',
    'Log out',
    'Sign out everywhere',
    'Archive',
    'Frobnicate',
    '×',
    '...',
    'Dеlete',
    'Viеw order',
    'Search and replace',
    'View d e l e t e',
    'ลบ',
    'حذف',
    'Return item',
    'Open account',
    'Deleted',
    `Search ${'x'.repeat(300)}`,
  ])('%j', (name) => {
    expect(button(name)).toBe('unknown');
  });
});

describe('a bare "Cancel"', () => {
  test.each([
    'Cancel',
    'CANCEL',
    'Cancel (Esc)',
    '✕ Cancel',
    'No, cancel',
    'Abbrechen',
    'Annuler',
    'Cancelar',
    'Annulla',
    'Annuleren',
    'Anuluj',
    'Avbryt',
    'Отмена',
    'Zrušit',
    'İptal',
    'キャンセル',
    '取消',
    '취소',
  ])('%s closes a dialog; outside a dialog it is unknown', (name) => {
    expect(judgeClick({ name, role: 'button', inDialog: true })).toBe('safe');
    expect(judgeClick({ name, role: 'button' })).toBe('unknown');
  });

  test('with an object or a yes it is destructive, even in a dialog', () => {
    for (const name of ['Cancel order', 'Yes, cancel', 'Cancel it', 'Ja, stornieren', 'Oui, annuler'])
      expect([name, judgeClick({ name, role: 'button', inDialog: true })]).toEqual([name, 'destructive']);
  });

  test('as a link it is judged by its address', () => {
    expect(judgeClick({ name: 'Cancel', role: 'link', href: '/orders' })).toBe('safe');
    expect(judgeClick({ name: 'Cancel', role: 'link', href: '/orders/7/cancel' })).toBe('destructive');
    expect(judgeClick({ name: 'Cancel', role: 'link', href: '#' })).toBe('unknown');
  });
});

describe('links', () => {
  test.each([
    ['Order #10234', '/orders/10234', 'safe'],
    ['Orders', '/orders?status=open&page=2', 'safe'],
    ['Ada Lovelace', 'https://shop.test/customers/1', 'safe'],
    ['How to delete a file', '/help/how-to-delete-a-file', 'safe'],
    ['Help', '/help/how-to-delete-a-file', 'safe'],
    ['Refunds', '/refunds', 'safe'],
    ['Refund', '/admin/shop/refund/', 'safe'],
    ['Refund desk', '/projects/refund-desk', 'safe'],
    ['Refund not received', '/issues/17', 'safe'],
    ['Cannot delete an order and its lines', '/issues/18', 'safe'],
    ['Purchase 7', '/records/7', 'safe'],
    ['R-5003', '/admin/shop/refund/3/change/', 'safe'],
    ['Change', '/refund/3/change', 'safe'],
    ['Issues', '/projects/cancel-2024/issues', 'safe'],
    ['Void', '/orders?status=void', 'safe'],
    ['Refund', '/orders/7', 'unknown'],
    ['Delete button is broken', '/issues/19', 'unknown'],
    ['Delete this order', '/orders/7', 'destructive'],
    ['Yes, delete it', '/orders/7', 'destructive'],
    ['Bestellung löschen', '/orders/7', 'destructive'],
    ['More', '/orders/7/refund', 'destructive'],
    ['More', '/orders/7/refund/', 'destructive'],
    ['More', '/refundOrder?id=7', 'destructive'],
    ['More', '/orders/delete-7', 'destructive'],
    ['More', '/orders?action=refund&id=7', 'destructive'],
    ['Story width', '#story-width', 'safe'],
    ['Frobnicate', '#delete', 'unknown'],
    ['More', '/issues/7/close', 'unknown'],
    ['More', '/blog/cancel-culture', 'unknown'],
    ['Refund policy', '/refund-policy/of/2024', 'safe'],
    ['Payments', '/payments', 'safe'],
    ['Deleted items', '/items?deleted=1', 'safe'],
    ['', '/orders', 'safe'],
    ['Details', '/orders/7/delete', 'destructive'],
    ['Details', '/orders/7/delete/', 'destructive'],
    ['Details', '/orders/%64elete/7', 'destructive'],
    ['Details', '/deleteOrder?id=7', 'destructive'],
    ['Details', '/order.php?action=delete&id=7', 'destructive'],
    ['Details', '/order.php?delete=7', 'destructive'],
    ['Details', '#/orders/7/delete', 'destructive'],
    ['Details', 'javascript:deleteOrder(7)', 'destructive'],
    ['Frobnicate', 'javascript:void(0)', 'unknown'],
    ['Frobnicate', '#', 'unknown'],
    ['Log out', '/logout', 'unknown'],
    ['Goodbye', '/logout', 'unknown'],
    ['Log out', '/bye', 'unknown'],
    ['Approve', '/orders/7', 'unknown'],
    ['Write to us', 'mailto:a@shop.test', 'unknown'],
    ['Delete', '/orders/7', 'destructive'],
  ])('%j to %s: %s', (name, href, expected) => {
    expect(judgeClick({ name, href, role: 'link' })).toBe(expected);
  });
});

describe('the role matters', () => {
  test.each([
    [{ name: 'Reason to delete', role: 'textbox' }, 'safe'],
    [{ name: 'Delete or keep?', role: 'combobox', href: '' }, 'safe'],
    [{ name: 'Shop', role: 'img', href: '/orders/7/delete' }, 'destructive'],
    [{ name: 'Delete account', role: 'tab' }, 'safe'],
    [{ name: 'Refund not received, open since May', role: 'row' }, 'safe'],
    [{ name: 'Delete', role: 'listitem' }, 'unknown'],
    [{ name: 'Actions', role: 'button', opens: true }, 'safe'],
    [{ name: 'Delete', role: 'button', opens: true }, 'destructive'],
    [{ name: 'Paid on', role: 'button', inHead: true }, 'safe'],
    [{ name: 'Apply', role: 'button' }, 'safe'],
    [{ name: 'Apply', role: 'button', inForm: true }, 'unknown'],
    [{ name: 'Options', role: 'link', href: '#' }, 'safe'],
    [{ name: 'Clear', role: 'link', href: '#' }, 'safe'],
    [{ name: 'Delete selected orders', role: 'option' }, 'unknown'],
    [{ name: 'Delete my data too', role: 'checkbox' }, 'unknown'],
    [{ name: 'Select row 5', role: 'checkbox' }, 'safe'],
    [{ name: 'Express', role: 'radio' }, 'safe'],
    [{ name: 'Order 10234', role: 'row' }, 'safe'],
    [{ name: 'Two-factor login', role: 'switch' }, 'unknown'],
    [{ name: 'Delete', role: 'menuitem' }, 'destructive'],
    [{ name: 'Delete' }, 'destructive'],
    [{}, 'unknown'],
  ] as const)('%j: %s', (target, expected) => {
    expect(judgeClick(target)).toBe(expected);
  });
});

describe('what the markup says that it sends', () => {
  test.each([
    [{ name: 'Close', sends: { method: 'DELETE', by: 'data-method' } }, 'destructive'],
    [{ name: 'Close', sends: { method: 'PUT', by: 'data-method' } }, 'unknown'],
    [{ name: 'Next', sends: { method: 'POST', by: 'form' } }, 'unknown'],
    [{ name: 'Next', sends: { method: 'POST', to: 'https://shop.test/orders/7/delete', by: 'form' } }, 'destructive'],
    [{ name: 'Next', sends: { method: 'UNKNOWN', call: 'destroyOrder(7)', by: 'wire:click' } }, 'destructive'],
    [{ name: 'Close', sends: { method: 'UNKNOWN', call: 'closeTicket(7)', by: 'wire:click' } }, 'unknown'],
    [{ name: 'Close', sends: { method: 'UNKNOWN', call: 'closeModal', by: 'wire:click' } }, 'safe'],
    [{ name: 'Next', sends: { method: 'SCRIPT', call: 'deleteRow(this)', by: 'onclick' } }, 'destructive'],
    [{ name: 'Next', sends: { method: 'SCRIPT', call: "open('#delete-dialog')", by: 'onclick' } }, 'safe'],
    ...[
      'frameElement.remove()',
      'layer.remove()',
      'this.parentNode.parentNode.remove()',
      "this.closest('.alert').remove(); return false",
      "document.querySelector('#consent').remove()",
      "document.getElementById('cookies').remove(); localStorage.removeItem('seen')",
      "$('#tip').remove()",
      "$(this).parents('.modal').remove()",
      "document.body.classList.remove('is-open')",
      'this.parentElement.removeChild(this)',
    ].map((call) => [{ name: 'Close', sends: { method: 'SCRIPT', call, by: 'onclick' } }, 'safe'] as [ClickTarget, ClickVerdict]),
    ...['remove(7)', 'cart.removeItem(7)', 'this.remove(7)', "$http.remove('/orders/7')", 'deleteLayer()'].map(
      (call) => [{ name: 'Close', sends: { method: 'SCRIPT', call, by: 'onclick' } }, 'destructive'] as [ClickTarget, ClickVerdict],
    ),
    [{ name: 'Close', sends: { method: 'SCRIPT', call: 'order.remove()', by: '@click' } }, 'destructive'],
    [{ name: 'Close', sends: { method: 'SCRIPT', call: '$refs.layer.remove(); $el.remove()', by: '@click' } }, 'safe'],
    [{ name: 'Next', sends: { method: 'UNKNOWN', asks: 'Are you sure you want to delete it?', by: 'question' } }, 'destructive'],
    [{ name: 'Log in', sends: { method: 'POST', by: 'form', isLogin: true } }, 'safe'],
    [{ name: 'Continue', sends: { method: 'POST', by: 'form', isLogin: true } }, 'unknown'],
    [{ name: 'Go', sends: { method: 'GET', by: 'form' } }, 'safe'],
    [{ name: 'Approve', sends: { method: 'GET', by: 'form' } }, 'unknown'],
    [{ name: 'Delete', sends: { method: 'GET', by: 'form' } }, 'destructive'],
    [{ name: 'Clear', sends: { method: 'NONE', by: 'reset' } }, 'safe'],
    [{ name: 'Note', role: 'textbox', sends: { method: 'POST', by: 'onchange' } }, 'unknown'],
  ])('%j: %s', (target, expected) => {
    expect(judgeClick({ role: 'button', ...target })).toBe(expected);
  });
});

test('if the accessible name and the visible text differ, the worse one counts', () => {
  expect(judgeClick({ name: 'Close', text: 'Delete account', role: 'button' })).toBe('destructive');
  expect(judgeClick({ name: 'Delete account', text: 'Close', role: 'button' })).toBe('destructive');
  expect(judgeClick({ name: 'Close', text: '×', role: 'button' })).toBe('safe');
  expect(judgeClick({ name: 'Close', text: 'Frobnicate', role: 'button' })).toBe('unknown');
});

test('a destructive word far back in a long label is still found', () => {
  expect(button(`Next ${'and so on '.repeat(100)} delete everything`)).toBe('destructive');
});

test('a destructive word among other words is never safe', () => {
  const word = fc.constantFrom('delete', 'Löschen', 'supprimer', 'Удалить', 'purchase');
  const filler = fc
    .stringMatching(/^[a-z]{1,7}$/)
    .filter((text) => !['not', 'dont', 'never', 'undo', 'cancel', 'no', 'ne', 'non', 'show', 'view'].includes(text));
  fc.assert(
    fc.property(fc.array(filler, { maxLength: 4 }), word, fc.array(filler, { maxLength: 4 }), (before, act, after) => {
      expect(button([...before, act, ...after].join(' '))).toBe('destructive');
    }),
  );
});

test('never throws', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, text, text, (name, role, href) => ['safe', 'destructive', 'unknown'].includes(judgeClick({ name, role, href }))),
  );
});

test('on controls of real applications, nothing that writes is safe, and little that reads is refused or needs a judge', () => {
  const controls = readControls();
  const { falseSafe, falseDestructive, judged, write } = count(controls, now);
  expect(controls.length).toBeGreaterThanOrEqual(600);
  expect(write).toBeGreaterThan(50);
  expect(falseSafe).toBe(0);
  expect(falseDestructive / controls.length).toBeLessThan(0.03);
  expect(judged / controls.length).toBeLessThan(0.15);
});
