import { expect, test } from 'vitest';
import { judgeDialog } from './judge-dialog.ts';

test.each([
  'Delete order 7?',
  'All 14 drafts will be deleted permanently. Continue?',
  'Are you sure? This cannot be undone.',
  'Close without saving? Your changes will be lost.',
  'Möchten Sie den Auftrag wirklich stornieren?',
  'Der Datensatz wird unwiderruflich gelöscht.',
  'Voulez-vous supprimer cette facture ?',
  '¿Desea eliminar el pedido?',
  '注文を削除しますか？',
])('agreeing to "%s" is destructive', (text) => {
  expect(judgeDialog(text)).toBe('destructive');
});

test.each([
  '',
  'Continue?',
  'An order with this number exists. Create it anyway?',
  'Search again?',
  'Back to the list?',
  'Archive order 7?',
])('what agreeing to "%s" does is unknown, however harmless its first word is', (text) => {
  expect(judgeDialog(text)).toBe('unknown');
});
