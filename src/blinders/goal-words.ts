import type { GoalType } from '../contract/index.ts';

/** The verbs of one language that say what a directive needs, folded by `foldText`. `*`: any letters may follow. */
export interface GoalWords {
  readonly language: string;
  /** Matches a directive in the script of this language. */
  readonly script?: RegExp;
  /** Common words, to tell apart the languages in Latin script: a verb in one can be a noun in another. */
  readonly common?: string;
  /**
   * A verb counts only at the start of a clause, because the same word is a noun elsewhere ("the order", "an update").
   */
  readonly verbFirst?: boolean;
  /** Written without spaces between words. */
  readonly compact?: boolean;
  readonly words: Readonly<Record<Exclude<GoalType, 'read'>, string>>;
  /** "do not", "without": negates a verb that follows within a few words. */
  readonly not: string;
  /** Negates the verb right before it. */
  readonly notAfter?: string;
}

export const GOAL_WORDS: readonly GoalWords[] = [
  {
    language: 'English',
    common:
      'the of and is are what which how who where please this that my with from for it its their if find read check list tell show all any not do',
    verbFirst: true,
    words: {
      navigate: 'go to|open|visit|navigate to|browse to|take me to|bring up|switch to|show me the page',
      interact:
        'click|press|tap|push|tick|untick|check the box|uncheck|toggle|cancel|delete|remove|approve|reject|decline|accept|confirm|close|reopen|archive|restore|mark|flag|star|enable|disable|activate|deactivate|pay|refund|ship|dispatch|order|buy|book|subscribe|unsubscribe|publish|unpublish|start|stop|pause|resume|restart|run|retry|send|resend|download|export|search for|search|filter|sort|select|choose|pick|expand|download|like|follow|block|unblock|lock|unlock|void|merge|undo|acknowledge|dismiss|mute|unmute|log out|sign out|print',
      fill_form:
        'fill|fill in|fill out|enter|type|input|write|create|add|insert|register|submit|upload|attach|edit|update|change|modify|set|rename|assign|reassign|complete the form|complete|apply for|sign up|schedule|reschedule|record|import|post|reply|comment|invite|replace|correct|adjust|increase|decrease|move|transfer|copy|duplicate|log|decide|process|put|save|configure|reset the password|request',
    },
    not: "do not|don't|dont|never|without|not|no need to|avoid|instead of|rather than",
  },
  {
    language: 'German',
    common: 'der die das den dem und ist bitte mit fur auf wie welche welcher zu zum zur vom im am ein eine alle',
    words: {
      navigate:
        'offne|offnen|gehe zu|gehe auf|geh zu|geh auf|navigiere|navigieren|besuche|besuchen|rufe * auf|ruf * auf|wechsle zu|zeige die seite',
      interact:
        'storniere|stornieren|storno|losche|loschen|losch|loesche|entferne|entfernen|genehmige|genehmigen|freigeben|gib * frei|lehne * ab|ablehnen|bestatige|bestatigen|schliesse|schliessen|klicke|klicken|klick|drucke|drucken|bestelle|bestellen|bezahle|bezahlen|erstatte|erstatten|versende|versenden|verschicke|verschicken|schicke|schicken|sende|senden|aktiviere|aktivieren|deaktiviere|deaktivieren|sperre|sperren|entsperre|entsperren|archiviere|archivieren|markiere|markieren|herunterladen|lade * herunter|exportiere|exportieren|suche nach|suchen nach|filtere|filtern|sortiere|sortieren|wahle|wahlen|auswahlen|kundige|kundigen|starte|starten|stoppe|stoppen|abbrechen|brich * ab|veroffentliche|veroffentlichen',
      fill_form:
        'fulle * aus|ausfullen|trage * ein|eintragen|gib * ein|eingeben|schreibe|schreiben|lege * an|anlegen|erstelle|erstellen|erfasse|erfassen|hinzufugen|fuge * hinzu|registriere|registrieren|hochladen|lade * hoch|hange * an|anhangen|bearbeite|bearbeiten|aktualisiere|aktualisieren|andere die|andere den|andere das|andere dem|andern|setze|setzen|umbenennen|benenne * um|weise * zu|zuweisen|buche|buchen|antworte|antworten|verschiebe|verschieben|ubertrage|ubertragen|einrichten|importiere|importieren',
    },
    not: 'nicht|ohne|kein*|niemals|nie|statt',
  },
  {
    language: 'French',
    common: 'le la les des du et est une un pour dans quel quelle sur au aux de',
    words: {
      navigate: 'ouvre|ouvrez|ouvrir|va sur|allez sur|va a|navigue*|visite*|affiche la page',
      interact:
        'annule*|supprime*|efface*|approuve*|valide*|refuse*|rejette*|accepte*|confirme*|ferme*|clique*|appuie*|paie|paye*|rembourse*|expedie*|envoie|envoyez|envoyer|active*|desactive*|bloque*|archive|archivez|telecharge*|exporte*|recherche les|filtre|filtrez|trie|triez|selectionne*|choisis*|commande|commandez|publie*|arrete*|demarre*',
      fill_form:
        'remplis*|saisis*|saisissez|entre|entrez|ecris|ecrivez|cree|creez|creer|ajoute*|inscris*|enregistre*|soumets|soumettez|telecharge * fichier|joins|joignez|modifie*|mets a jour|mettez a jour|change*|renomme*|attribue*|reponds|repondez|deplace*|importe*',
    },
    not: 'ne|sans|jamais|au lieu de',
  },
  {
    language: 'Spanish',
    common: 'el la los las del y es una un por para cual de en con',
    words: {
      navigate: 'abre|abra|abrir|ve a|vaya a|ir a|navega*|visita*|muestra la pagina',
      interact:
        'cancela*|cancele*|elimina*|elimine*|borra*|borre*|aprueba*|apruebe*|aprobar|rechaza*|rechace*|acepta*|acepte*|confirma*|confirme*|cierra*|cierre|haz clic|haga clic|pulsa*|pulse|paga|pague|pagar|reembolsa*|envia*|envie*|activa*|active|desactiva*|bloquea*|archiva*|descarga*|descargue|exporta*|busca *|filtra*|ordena por|selecciona*|elige|compra*|publica*',
      fill_form:
        'rellena*|rellene|completa*|complete|introduce|introduzca|introducir|escribe|escriba|escribir|ingresa*|crea|cree|crear|anade*|anada|anadir|agrega*|agregue|registra*|registre|sube|suba|subir|adjunta*|edita*|edite|actualiza*|actualice|cambia*|cambie|modifica*|renombra*|asigna*|asigne|responde*|mueve|mover|importa*',
    },
    not: 'no|sin|nunca|en vez de|en lugar de',
  },
  {
    language: 'Portuguese',
    common: 'o os as do da dos das e uma um para qual de em com no na',
    words: {
      navigate: 'abra|abre|abrir|va para|va ate|navegue|acesse a pagina|visite',
      interact:
        'cancele|cancela|cancelar|exclua|excluir|apague|apaga|apagar|remova|remover|aprove|aprova|aprovar|rejeite|rejeitar|aceite|aceitar|confirme|confirmar|feche|fechar|clique|clicar|pressione|pague|pagar|reembolse|reembolsar|envie|enviar|ative|ativar|desative|bloqueie|arquive|baixe|baixar|exporte|exportar|pesquise|filtre|filtrar|selecione|escolha|compre|comprar|publique',
      fill_form:
        'preencha|preenche|preencher|digite|digitar|insira|inserir|escreva|escrever|crie|cria|criar|adicione|adicionar|cadastre|cadastrar|registre|registrar|carregue|anexe|anexar|edite|editar|atualize|atualizar|altere|alterar|mude|mudar|renomeie|atribua|responda|mova|importe',
    },
    not: 'nao|sem|nunca|em vez de',
  },
  {
    language: 'Italian',
    common: 'il lo gli le del della dei e una un per quale di in con',
    words: {
      navigate: 'apri|apra|aprire|vai a|vai su|naviga|visita|mostra la pagina',
      interact:
        'annulla|annullare|cancella|cancellare|elimina|eliminare|rimuovi|rimuovere|approva|approvare|rifiuta|rifiutare|accetta|accettare|conferma|confermare|chiudi|chiudere|clicca|premi|paga|pagare|rimborsa|rimborsare|spedisci|invia|inviare|attiva|disattiva|blocca|archivia|scarica|scaricare|esporta|esportare|cerca *|filtra|ordina|seleziona|scegli|compra|pubblica',
      fill_form:
        'compila|compilare|inserisci|inserire|scrivi|scrivere|digita|crea|creare|aggiungi|aggiungere|registra|registrare|carica|caricare|allega|allegare|modifica|modificare|aggiorna|aggiornare|cambia|cambiare|rinomina|assegna|assegnare|rispondi|sposta|importa|imposta',
    },
    not: 'non|senza|mai|invece di',
  },
  {
    language: 'Dutch',
    common: 'de het een en is van voor met in',
    words: {
      navigate: 'open|ga naar|navigeer naar|bezoek',
      interact:
        'annuleer|annuleren|verwijder|verwijderen|wis|keur * goed|goedkeuren|wijs * af|afwijzen|bevestig|bevestigen|sluit|sluiten|klik|druk op|betaal|betalen|verzend|verstuur|activeer|deactiveer|blokkeer|archiveer|download|exporteer|zoek naar|filter|sorteer|selecteer|kies|bestel|koop|publiceer',
      fill_form:
        'vul * in|invullen|voer * in|invoeren|typ|schrijf|maak * aan|aanmaken|voeg * toe|toevoegen|registreer|upload|bewerk|wijzig|wijzigen|werk * bij|bijwerken|verander|hernoem|wijs * toe|beantwoord|verplaats|importeer',
    },
    not: 'niet|zonder|nooit|geen|in plaats van',
  },
  {
    language: 'Polish',
    common: 'i w na z jest do dla sie jaki',
    words: {
      navigate: 'otworz|przejdz do|wejdz na|odwiedz',
      interact:
        'anuluj|anulowac|usun|usunac|skasuj|zatwierdz|zatwierdzic|odrzuc|odrzucic|zaakceptuj|potwierdz|zamknij|kliknij|nacisnij|zaplac|zwroc|wyslij|wyslac|aktywuj|dezaktywuj|zablokuj|zarchiwizuj|pobierz|eksportuj|wyszukaj|filtruj|sortuj|wybierz|zamow|kup|opublikuj',
      fill_form:
        'wypelnij|wpisz|wprowadz|napisz|utworz|stworz|dodaj|zarejestruj|przeslij|zalacz|edytuj|zaktualizuj|zmien|przypisz|odpowiedz|przenies|zaimportuj|ustaw',
    },
    not: 'nie|bez|nigdy|zamiast',
  },
  {
    language: 'Russian',
    script: /\p{Script=Cyrillic}/u,
    words: {
      navigate: 'открои*|перeиди*|переиди*|заиди*|посети*',
      interact:
        'отмени*|удали*|сотри*|одобри*|утверди*|отклони*|прими*|подтверди*|закрои*|нажми*|кликни*|оплати*|верни*|отправь*|активируи*|отключи*|включи*|заблокируи*|архивируи*|скачаи*|экспортируи*|наиди и *|отфильтруи*|отсортируи*|выбери*|закажи*|купи*|опубликуи*',
      fill_form:
        'заполни*|введи*|впиши*|напиши*|создаи*|добавь*|зарегистрируи*|загрузи*|прикрепи*|отредактируи*|обнови*|измени*|переименуи*|назначь*|ответь*|перемести*|импортируи*|установи*|поменяи*',
    },
    not: 'не|без|никогда|вместо',
  },
  {
    language: 'Turkish',
    common: 've bir bu icin ile mi et tum hangi lutfen numarali nasil',
    words: {
      navigate: 'ac|acin|git|gidin|ziyaret et*',
      interact:
        'iptal et*|sil|silin|kaldir*|onayla*|reddet*|kabul et*|kapat*|tikla*|bas|basin|ode|odeyin|iade et*|gonder*|etkinlestir*|devre disi*|engelle*|arsivle*|indir*|disa aktar*|filtrele*|sirala*|sec|secin|satin al*|siparis ver*|yayinla*',
      fill_form:
        'doldur*|gir|girin|yaz|yazin|olustur*|ekle|ekleyin|kaydet*|yukle*|duzenle*|guncelle*|degistir*|ata|atayin|yanitla*|tasi*|ice aktar*|ayarla*',
    },
    not: 'sakin|asla',
    notAfter: 'me|ma|meden|madan',
  },
  {
    language: 'Chinese',
    script: /^[^\u3040-\u30ff]*\p{Script=Han}[^\u3040-\u30ff]*$/u,
    compact: true,
    words: {
      navigate: '打开|打開|前往|进入|進入|访问|跳转',
      interact:
        '取消|删除|刪除|移除|批准|审批|審批|拒绝|拒絕|接受|确认|確認|关闭|點擊|点击|单击|按下|支付|付款|退款|发货|發貨|发送|發送|启用|禁用|停用|锁定|归档|下载|下載|导出|匯出|搜索|筛选|排序|选择|選擇|购买|下单|发布',
      fill_form:
        '填写|填寫|填入|输入|輸入|录入|新建|创建|建立|添加|新增|注册|提交|上传|上傳|附加|编辑|編輯|更新|修改|更改|改为|改成|设置|設置|重命名|分配|指派|回复|移动|导入',
    },
    not: '不要|不|别|勿|请勿|无需',
  },
  {
    language: 'Japanese',
    script: /[\u3040-\u30ff]/,
    compact: true,
    words: {
      navigate: '開いて|開く|開け|移動して|アクセスして|表示して',
      interact:
        'キャンセル|取り消|取消|削除|承認|却下|拒否|承諾|確認ボタン|閉じて|クリック|押して|支払|返金|発送|送信|有効に|無効に|ロック|アーカイブ|ダウンロード|エクスポート|検索して|絞り込|並べ替え|選択して|選んで|購入|注文して|公開して',
      fill_form: '記入|入力|書いて|作成|追加|登録|アップロード|添付|編集|更新して|変更|修正|設定して|割り当て|返信|移動させ|インポート',
    },
    not: '',
    notAfter: 'しない|せず|しなく|するな|しないで',
  },
  {
    language: 'Korean',
    script: /\p{Script=Hangul}/u,
    compact: true,
    words: {
      navigate: '열어|여세요|열고|이동해|이동하|방문',
      interact:
        '취소|삭제|제거|승인|거절|거부|수락|확인 버튼|닫아|클릭|눌러|누르|결제|지불|환불|발송|보내|전송|활성화|비활성화|차단|잠금|보관|다운로드|내보내|검색해|필터|정렬|선택해|구매|주문해|게시',
      fill_form: '작성|입력|써|생성|만들|추가|등록|업로드|첨부|편집|업데이트|수정|변경|바꿔|설정해|배정|할당|답장|옮겨|가져오',
    },
    not: '',
    notAfter: '하지 마|하지 말|지 마|지 말|지 않|하지 않',
  },
  {
    language: 'Arabic',
    script: /\p{Script=Arabic}/u,
    words: {
      navigate: 'افتح*|اذهب*|انتقل*|زر',
      interact:
        'الغ|الغاء|الغي|احذف*|حذف|ازل|وافق*|الموافقة|ارفض*|رفض|اقبل*|اكد*|تاكيد|اغلق*|انقر*|اضغط*|ادفع*|استرد*|ارسل*|ارسال|فعل|عطل|احظر*|حمل|تنزيل|نزل|صدر|تصدير|ابحث عن|اختر*|حدد|اشتر*|اطلب*|انشر*',
      fill_form:
        'املا*|تعبئة|ادخل*|ادخال|اكتب*|انشئ*|انشاء|اضف*|اضافة|سجل|ارفع*|رفع|ارفق*|عدل|تعديل|حدث|تحديث|غير|تغيير|عين|اسند*|رد على|انقل*|استورد*',
    },
    not: 'لا|دون|بدون|ابدا',
  },
  {
    language: 'Hindi',
    script: /\p{Script=Devanagari}/u,
    words: {
      navigate: 'खोल*|जाएं|जाओ|जाइए|पर जाए*',
      interact:
        'रद्द*|हटा*|मिटा*|डिलीट*|स्वीकृत*|मंजूर*|अस्वीकार*|स्वीकार*|पुष्टि*|बंद कर*|क्लिक*|दबा*|भुगतान*|रिफंड*|भेज*|सक्रिय*|निष्क्रिय*|ब्लॉक*|डाउनलोड*|निर्यात*|खोज कर*|फ़िल्टर*|चुन*|खरीद*|ऑर्डर कर*|प्रकाशित*',
      fill_form: 'भर*|दर्ज*|लिख*|बना*|जोड़*|पंजीकरण*|पंजीकृत*|अपलोड*|संलग्न*|संपादित*|अपडेट*|अद्यतन*|बदल*|सेट कर*|असाइन*|उत्तर द*|स्थानांतरित*',
    },
    not: 'न|नहीं|मत|बिना',
  },
];
