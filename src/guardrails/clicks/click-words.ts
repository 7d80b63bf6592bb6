/**
 * Labels of buttons in the languages of back offices, folded by `foldLabel` (lower case, no diacritics, ß as ss, ł as l, ı as i).
 * A word matches only itself: `delete` does not match "deleted" or "deletion".
 */
export interface ClickWords {
  /** Cannot be undone, or costs money. */
  readonly destructive: readonly string[];
  /** "Cancel" and the like: alone it closes a dialog; with an object it cancels that object. */
  readonly cancel: readonly string[];
  /** Reads, navigates or opens a form, but changes nothing. Matched at the start of a label. */
  readonly safe: readonly string[];
  /** Harmless phrases that contain a dangerous word; removed before the others are searched. */
  readonly harmless: readonly string[];
}

const list = (text: string): readonly string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

const english: ClickWords = {
  destructive:
    list(`delete, remove, destroy, erase, purge, wipe, discard, trash, terminate, deactivate, disable, revoke, uninstall, truncate, drop table,
    drop database, drop, overwrite, format disk, factory reset, reset to defaults, reset all, reset password, reset account, reset database, reset data, clear all, clear history,
    clear data, clear cart, clear log, clear logs, clear cache, clear everything, empty cart, empty trash, empty bin, shut down, shutdown, power off, reboot, restart, kill,
    stop server, stop instance, force stop, ban, block user, suspend, void, write off, refund, issue refund, chargeback, pay, pay now, make payment, submit payment,
    buy, buy now, purchase, place order, place your order, submit order, complete order, complete purchase, confirm order, confirm purchase, confirm payment, confirm delete,
    confirm deletion, confirm cancellation, confirm transfer, order now, order with obligation to pay, subscribe now, start subscription, upgrade now, book now, confirm booking, place bid, bid now, donate,
    transfer, transfer funds, send money, send payment, wire, withdraw, unsubscribe, close account, delete account, leave team, leave organization, leave group, unpublish,
    publish, deploy, merge and delete, archive and delete, reject, decline, deny, revert all, roll back, rollback, force push, unlink, unenroll, end subscription, end contract, send to all, release payment, sell`),
  cancel: list('cancel'),
  safe: list(`search, find, next, next page, previous, previous page, prev, back, back to, go back, return to, first page, last page, first, last, page, view, show, see, read, open details, open menu, details, more, more details,
    learn more, read more, load more, show more, expand, collapse, toggle menu, toggle navigation, toggle sidebar, menu, sort, sort by, filter, filters, apply filter, apply filters, reset filters, close, dismiss, got it, not now, no thanks, never mind, keep, skip, help, about,
    home, dashboard, overview, refresh, reload, log in, login, sign in, continue to login, edit, preview, print, print preview, export, export csv, download, copy, copy link, zoom, zoom in, zoom out, play, pause, mute, full screen, fullscreen, scroll,
    reject all cookies, reject cookies, only necessary cookies, undo, select, choose file, browse, settings, preferences, notifications, inbox, reports, history, undo delete, go to, jump to, switch to, compare, take me back, no take me back, check all, uncheck all, select all, deselect all, hide, today, now, choose a date, choose a time, choose date, toggle theme, toggle, actions, more actions, options, columns, bold, strong, italic, underline, strikethrough, inline code, code, heading, heading 1, heading 2, heading 3, bulleted list, unordered list, numbered list, ordered list, quote, unquote, preformatted text, code highlighting, highlighted code, insert link, insert image, insert table, redo, lookup, calendar, add another, new, add row, add filter`),
  harmless:
    list(`do not delete, don't delete, dont delete, do not cancel, don't cancel, dont cancel, do not remove, don't remove, never delete, undo delete, cancel delete, cancel deletion, cancel removal, cancel edit, cancel editing, cancel changes, cancel search, cancel upload,
    cancel selection, cancel and return, cancel and go back, cancel and close, remove filter, remove filters, remove all filters, remove this filter, clear filter, clear filters, clear all filters, reset filter, reset filters, reset all filters, reset search, clear search, clear selection, clear sort,
    remove sort, remove sorting, reset sorting, reset sort, reset view, reset zoom, remove highlight, remove highlighting, discard filter, discard filters, disable filter, pay periods, pay period, pay slips, pay slip, reject all cookies, reject cookies, reject all optional cookies, decline cookies, decline all cookies,
    refund policy, refund history, refund status, refund request list, cancellation policy, transfer history, purchase history, purchase orders, purchase order, delete log, drop down, drop-down, publish date, wire frame, return policy, payment history, trash folder, restart tour, restart tutorial`),
};

const german: ClickWords = {
  destructive:
    list(`loschen, loesche, losche, endgultig loschen, entfernen, entferne, vernichten, verwerfen, stornieren, storniere, kundigen, kundige, kaufen, jetzt kaufen, bezahlen, jetzt bezahlen, zahlungspflichtig, zahlungspflichtigen, zahlungspflichtiger, jetzt bestellen, bestellung abschicken,
    bestellung aufgeben, kostenpflichtig, kostenpflichtigen, uberweisen, erstatten, ruckerstattung, deaktivieren, sperren, widerrufen, zurucksetzen, leeren, herunterfahren, neu starten, neustart, abmelden von allen, veroffentlichen, ablehnen, beenden, spenden, abbestellen, konto schliessen, auszahlen, uberschreiben`),
  cancel: list('abbrechen, abbruch'),
  safe: list(`suche, suchen, weiter, nachste, nachste seite, vorherige, zuruck, anzeigen, ansehen, zeigen, offnen, details, mehr, mehr anzeigen, weiterlesen, menu, sortieren, filtern, filter, schliessen, hilfe, startseite, ubersicht,
    aktualisieren, anmelden, einloggen, bearbeiten, vorschau, drucken, exportieren, herunterladen, kopieren, nein, behalten, ausklappen, einklappen`),
  harmless: list(
    `nicht loschen, nicht entfernen, nicht stornieren, filter entfernen, filter loschen, filter zurucksetzen, alle filter zurucksetzen, suche zurucksetzen, suche leeren, auswahl aufheben, sortierung zurucksetzen, alle ablehnen, cookies ablehnen, loschen abbrechen, bearbeitung abbrechen, bearbeiten abbrechen, loschen ruckgangig`,
  ),
};

const french: ClickWords = {
  destructive:
    list(`supprimer, supprime, effacer, detruire, retirer, enlever, acheter, payer, regler, passer la commande, passer commande, valider la commande, commander, confirmer la commande, rembourser, resilier, desactiver, revoquer, reinitialiser, vider, virer, virement,
    transferer, se desabonner, desinstaller, bloquer, refuser, rejeter, publier, fermer le compte, cloturer, eteindre, redemarrer, ecraser, faire un don`),
  cancel: list('annuler, annule'),
  safe: list(`rechercher, recherche, chercher, suivant, page suivante, precedent, retour, voir, afficher, details, plus, en savoir plus, lire la suite, menu, trier, filtrer, filtres, fermer, aide, accueil, tableau de bord, actualiser,
    se connecter, connexion, modifier, apercu, imprimer, exporter, telecharger, copier, non, conserver, garder`),
  harmless: list(
    `ne pas supprimer, ne pas annuler, supprimer le filtre, supprimer les filtres, effacer le filtre, effacer les filtres, reinitialiser les filtres, effacer la recherche, vider la recherche, tout refuser, refuser les cookies, annuler la suppression, annuler la modification`,
  ),
};

const spanish: ClickWords = {
  destructive:
    list(`eliminar, elimina, borrar, borra, suprimir, quitar, comprar, pagar, realizar pedido, hacer pedido, confirmar pedido, tramitar pedido, finalizar compra, reembolsar, devolver dinero, dar de baja, darse de baja, desactivar, revocar, restablecer, vaciar,
    transferir, desinstalar, bloquear, rechazar, publicar, cerrar cuenta, apagar, reiniciar, sobrescribir, donar, retirar fondos`),
  cancel: list('cancelar, anular'),
  safe: list(`buscar, siguiente, pagina siguiente, anterior, volver, atras, ver, mostrar, detalles, mas, leer mas, menu, ordenar, filtrar, filtros, cerrar, ayuda, inicio, actualizar, iniciar sesion, entrar, editar, vista previa, imprimir, exportar,
    descargar, copiar, no, conservar`),
  harmless: list(
    `no eliminar, no borrar, no cancelar, quitar filtro, quitar filtros, eliminar filtro, eliminar filtros, borrar filtros, borrar filtro, restablecer filtros, borrar busqueda, rechazar cookies, rechazar todas las cookies, rechazar todo, cancelar edicion, cancelar eliminacion`,
  ),
};

const italian: ClickWords = {
  destructive:
    list(`elimina, eliminare, cancella, cancellare, rimuovi, rimuovere, acquista, acquistare, compra, comprare, paga, pagare, effettua ordine, invia ordine, conferma ordine, rimborsa, rimborsare, disdici, disattiva, disattivare, revoca, revocare,
    reimposta, svuota, trasferisci, disinstalla, blocca, rifiuta, pubblica, chiudi account, spegni, riavvia, sovrascrivi, dona, bonifico`),
  cancel: list('annulla, annullare'),
  safe: list(
    `cerca, avanti, successivo, pagina successiva, precedente, indietro, vedi, visualizza, mostra, dettagli, altro, leggi tutto, menu, ordina, filtra, filtri, chiudi, aiuto, home, aggiorna, accedi, modifica, anteprima, stampa, esporta, scarica, copia`,
  ),
  harmless: list(
    `non eliminare, rimuovi filtro, rimuovi filtri, elimina filtri, cancella filtri, reimposta filtri, cancella ricerca, rifiuta i cookie, rifiuta tutti i cookie, rifiuta tutto, annulla modifica, annulla eliminazione`,
  ),
};

const portuguese: ClickWords = {
  destructive:
    list(`excluir, exclua, apagar, remover, deletar, comprar agora, finalizar pedido, fazer pedido, confirmar pedido, confirmar compra, estornar, reembolsar, desativar, revogar, redefinir, esvaziar, rejeitar, recusar, encerrar conta, desligar, reiniciar,
    sobrescrever, doar, descadastrar`),
  cancel: list('cancelar'),
  safe: list(
    `pesquisar, procurar, proximo, proxima, proxima pagina, voltar, exibir, detalhes, mais, ler mais, fechar, ajuda, atualizar, filtrar, visualizar, baixar, imprimir, nao, manter`,
  ),
  harmless: list(
    `nao excluir, remover filtro, remover filtros, limpar filtros, limpar filtro, redefinir filtros, rejeitar cookies, recusar cookies, rejeitar todos os cookies, cancelar edicao, cancelar exclusao`,
  ),
};

const dutch: ClickWords = {
  destructive:
    list(`verwijderen, verwijder, wissen, wis, kopen, koop nu, betalen, betaal, afrekenen, bestelling plaatsen, bestellen, plaats bestelling, terugbetalen, opzeggen, deactiveren, intrekken, herstellen naar standaard, leegmaken, overboeken, blokkeren,
    weigeren, afwijzen, publiceren, account sluiten, afsluiten, uitschakelen, overschrijven, doneren, uitschrijven`),
  cancel: list('annuleren, annuleer'),
  safe: list(
    `zoeken, zoek, volgende, volgende pagina, vorige, terug, bekijken, bekijk, tonen, toon, details, meer, lees meer, menu, sorteren, filteren, filters, sluiten, help, vernieuwen, inloggen, aanmelden, bewerken, voorbeeld, afdrukken, exporteren, downloaden, nee, behouden`,
  ),
  harmless: list(
    `niet verwijderen, filter verwijderen, filters verwijderen, filters wissen, verwijder filter, wis filters, zoekopdracht wissen, cookies weigeren, alles weigeren, bewerken annuleren`,
  ),
};

const polish: ClickWords = {
  destructive: list(
    `usun, skasuj, wykasuj, kup, kup teraz, kupuje, zaplac, zaplac teraz, zamow, zloz zamowienie, zamawiam, zwroc, wypowiedz, dezaktywuj, cofnij dostep, zresetuj, oproznij, przelej, zablokuj, odrzuc, opublikuj, zamknij konto, wylacz, nadpisz`,
  ),
  cancel: list('anuluj'),
  safe: list(
    'szukaj, wyszukaj, dalej, nastepna, nastepny, poprzednia, poprzedni, wstecz, wroc, pokaz, zobacz, szczegoly, wiecej, menu, sortuj, filtruj, filtry, zamknij, pomoc, odswiez, zaloguj, zaloguj sie, edytuj, podglad, drukuj, eksportuj, pobierz, nie',
  ),
  harmless: list('nie usuwaj, usun filtr, usun filtry, wyczysc filtry, odrzuc wszystkie, odrzuc cookies, anuluj edycje, anuluj usuwanie'),
};

const nordic: ClickWords = {
  destructive: list(
    `ta bort, radera, kop, kop nu, betala, genomfor kop, lagg bestallning, avboka, aterbetala, saga upp, inaktivera, slet, slett, fjern, køb, kob, kjop, betal, refunder, opsig, deaktiver, afvis, avvisa, poista, osta, maksa, peruuta tilaus`,
  ),
  cancel: list('avbryt, annuller, fortryd, peruuta'),
  safe: list(
    'sok, nasta, foregaende, tillbaka, visa, mer, stang, hjalp, logga in, redigera, skriv ut, ladda ner, sog, naeste, forrige, tilbage, vis, luk, log ind, rediger, sok, neste, lukk, logg inn, hae, seuraava, edellinen, takaisin, nayta, sulje',
  ),
  harmless: list(
    'ta bort filter, rensa filter, fjern filter, fjern filtre, ryd filtre, nulstil filtre, avvisa cookies, avvisa alla, afvis alle, poista suodatin',
  ),
};

const slavic: ClickWords = {
  destructive:
    list(`удалить, удали, стереть, очистить, купить, оплатить, заплатить, оформить заказ, подтвердить заказ, вернуть деньги, отозвать, деактивировать, заблокировать, отклонить, перевести, опубликовать, закрыть счет, отписаться, видалити, купити, сплатити,
    smazat, odstranit, koupit, zaplatit, objednat, zrusit ucet, deaktivovat, zamitnout, vymazat, zmazat`),
  cancel: list('отменить, отмена, скасувати, zrusit'),
  safe: list(
    'поиск, наити, далее, следующая, назад, показать, посмотреть, подробнее, еще, закрыть, помощь, обновить, воити, редактировать, печать, скачать, нет, hledat, dalsi, predchozi, zpet, zobrazit, zavrit, prihlasit, upravit',
  ),
  harmless: list(
    'не удалять, удалить фильтр, сбросить фильтры, очистить фильтры, очистить поиск, отклонить все, odstranit filtr, vymazat filtry',
  ),
};

const turkish: ClickWords = {
  destructive: list(
    'sil, kaldir, satin al, ode, odeme yap, siparis ver, siparisi tamamla, iade et, devre disi birak, reddet, hesabi kapat, sifirla, bosalt, yayinla',
  ),
  cancel: list('iptal, iptal et, vazgec'),
  safe: list(
    'ara, ileri, sonraki, onceki, geri, goster, goruntule, ayrintilar, kapat, yardim, yenile, giris yap, duzenle, yazdir, indir, hayir',
  ),
  harmless: list('filtreyi kaldir, filtreleri temizle, filtreleri kaldir, tumunu reddet'),
};

/** The languages with words between spaces. */
export const SPACED_WORDS: readonly ClickWords[] = [
  english,
  german,
  french,
  spanish,
  italian,
  portuguese,
  dutch,
  polish,
  nordic,
  slavic,
  turkish,
];

/** Languages without spaces between words: matched anywhere in the label. */
export const UNSPACED_WORDS: ClickWords = {
  destructive: list(
    `削除, 消去, 破棄, 購入, 支払, 決済, 注文を確定, 注文する, 解約, 退会, 返金, 送金, 無効化, 拒否, 公開する, 初期化, 刪除, 删除, 移除, 清空, 购买, 購買, 支付, 付款, 下单, 提交订单, 提交訂單, 退款, 转账, 轉帳, 注销, 註銷, 停用, 拒绝, 拒絕, 卸载, 发布, 삭제, 제거, 구매, 결제, 주문하기, 환불, 송금, 탈퇴, 해지, 비활성화, 거부, 초기화`,
  ),
  cancel: list('キャンセル, 取り消し, 取消し, 取消, 취소'),
  safe: list(
    `検索, 次へ, 前へ, 戻る, 表示, 詳細, もっと見る, 閉じる, ヘルプ, 更新, ログイン, 編集, 印刷, ダウンロード, いいえ, 搜索, 查询, 查詢, 下一页, 下一頁, 上一页, 上一頁, 返回, 查看, 显示, 顯示, 详情, 更多, 关闭, 關閉, 帮助, 刷新, 登录, 登入, 编辑, 編輯, 打印, 下载, 下載, 검색, 다음, 이전, 뒤로, 보기, 더보기, 닫기, 도움말, 새로고침, 로그인, 편집, 인쇄, 다운로드`,
  ),
  harmless: list(
    '削除済み, 已删除, 已刪除, 삭제됨, 購入履歴, 购买记录, 支付记录, 구매내역, フィルターを削除, 清空筛选, 清除筛选, 필터 삭제, 필터 초기화, 取消删除, 取消编辑, 編集をキャンセル, 削除をキャンセル, 삭제 취소, 편집 취소',
  ),
};

/** Pictures that mean a destructive action. */
export const DESTRUCTIVE_PICTURES: readonly string[] = ['🗑', '🚮', '💳', '💸', '🛒', '💣'];

/** Words that are safe only alone: "Close" closes a panel, "Close ticket" does not; "Next" turns a page, "Next: payment" may not. */
export const SAFE_ALONE: ReadonlySet<string> = new Set(
  list(`next, previous, prev, back, first, last, page, close, dismiss, got it, not now, no thanks, skip, home, dashboard, overview, settings, preferences, notifications, inbox, reports, history, play, pause,
    select, find, read, return to, weiter, nachste, vorherige, zuruck, schliessen, nein, startseite, ubersicht, offnen, suivant, precedent, retour, fermer, non, accueil, tableau de bord, connexion, siguiente, anterior,
    volver, atras, cerrar, inicio, entrar, no, avanti, successivo, precedente, indietro, chiudi, proximo, proxima, voltar, fechar, nao, volgende, vorige, terug, sluiten, nee, aanmelden, dalej, nastepna, nastepny, poprzednia, poprzedni, wstecz, wroc,
    zamknij, nie, nasta, foregaende, tillbaka, stang, naeste, forrige, tilbage, luk, neste, lukk, seuraava, edellinen, takaisin, sulje, далее, следующая, назад, закрыть, нет, dalsi, predchozi, zpet, zavrit, ileri, sonraki, onceki,
    geri, kapat, hayir, ara, today, now, toggle, actions, options, columns, bold, strong, italic, underline, code, heading, quote, unquote, redo, lookup, calendar, new, hide`).filter(
    (word) => word !== 'return to',
  ),
);

/** In the name of a link: following it may change something. */
export const RISKY_LINK_WORDS: readonly string[] =
  list(`confirm, approve, accept, activate, verify, submit, save, apply, send, enable, logout, log out, sign out, signout, log off, abmelden, deconnexion, se deconnecter, cerrar sesion, esci, uitloggen, wyloguj, logga ut, subscribe,
  follow, join, install, execute, trigger, clear, reset, unlock, lock, assign, archive, finish, checkout, check out, bestatigen, speichern, senden, absenden, confirmer, enregistrer, envoyer, valider, confirmar, guardar, enviar, conferma, salva, invia, yes, ja, oui, si, ok, agree,
  renew, extend, invite, donate, claim, redeem, restore, stop, terminate`);

/** In the address of a link: following it may change something. */
export const RISKY_HREF_WORDS: readonly string[] = list(
  'confirm, approve, accept, activate, verify, submit, send, enable, logout, signout, logoff, execute, trigger, unlock, subscribe, renew, redeem, claim, restore, abmelden',
);

/** First words of the last path segment or of a query value with which following a link is destructive. */
export const DESTRUCTIVE_HREF_WORDS: readonly string[] =
  list(`delete, del, destroy, remove, rm, purge, erase, cancel, terminate, revoke, unsubscribe, deactivate, disable, uninstall, wipe, reject, kill, suspend, ban, unpublish,
  loschen, stornieren, supprimer, annuler, eliminar, borrar, cancelar, elimina, annulla, usun, verwijderen, excluir, slet, radera`);

/** Words that name things in addresses (`/refund/7`), and acts after a record (`/orders/7/refund`). */
export const HREF_NOUNS: readonly string[] = list(
  'refund, pay, buy, purchase, drop, trash, void, transfer, charge, chargeback, payout, publish, deploy',
);

/** After a record in an address, following it may change something: `/issues/7/close`. */
export const RISKY_AFTER_RECORD: readonly string[] =
  list(`close, reopen, archive, unarchive, lock, watch, unwatch, star, unstar, vote, like, unlike, follow, unfollow, toggle, reset, mark, complete, finish, start, stop, pause, resume, run, rerun,
  sync, resend, retry, restart, merge, move, assign, unassign, block, unblock, finalize, release, ship, deliver, decline, deny, sign, post, set, update, save, increment, decrement, promote, demote`);

/**
 * Destructive words that are the names of things too. In a link that only opens a page, or in a row, they stand for the thing: "Refund
 * not received", "Purchase 7".
 */
export const NOUN_VERBS: readonly string[] =
  list(`refund, purchase, pay, buy, transfer, wire, drop, void, trash, chargeback, sell, discard, wipe, merge, deploy, publish, decline, ban, suspend, donate, withdraw, kill, reboot, restart, shutdown, reset password,
  reset account, subscribe now, upgrade now, book now, order now, ruckerstattung, spenden, beenden, sperren, virement, bonifico, compra, kop, kob, retirer, regler, commander, dona, ode, odeme yap`);

/** What a command on a link acts on: "Delete this order". */
export const COMMAND_OBJECTS: ReadonlySet<string> = new Set(
  list(`it, this, that, these, them, all, selected, the, my, our, your, an, a, item, items, entry, order, orders, account, user, record, row, line, file, message, comment, project, customer, issue, ticket, product, page, now,
  permanently, forever, please, completely, everything, subscription, booking, invoice, payment, access, membership, contract, note, from, list, cart, here, anyway, button, link, yes, ok`),
);
