/**
 * The words of one language that identify texts with orders to an agent, folded by `foldText`. `*`: any letters may
 * follow; a space matches any whitespace. `compact`: written without spaces between words.
 */
export interface LanguageWords {
  readonly language: string;
  readonly compact?: boolean;
  /** "ignore", "forget", "do not follow". */
  readonly ignore: string;
  /** "previous", "all", "above", "your": what came before. */
  readonly prior: string;
  /** "instructions", "rules", "task": orders to an agent, not the orders of a customer. */
  readonly orders: string;
  /** "everything above". */
  readonly everything?: string;
  /** "AI agent", "assistant", "language model". */
  readonly agent: string;
  /** "must", "have to", "please". */
  readonly must: string;
  /** Verbs of harm: send, delete, pay, open, type, download. */
  readonly act: string;
  /** "password", "page content": what a person is never asked to send. */
  readonly secret: string;
  /** "new instruction", "system message", "your goal has changed". */
  readonly claim: string;
}

export const LANGUAGES: readonly LanguageWords[] = [
  {
    language: 'German',
    everything:
      'alles was oben*|alles was zuvor*|alles was bisher*|alles, was oben*|alles, was zuvor*|alles, was bisher*|alles bisherige|alles vorherige',
    ignore:
      'ignorier*|vergiss|vergesse*|vergessen sie|missachte*|beachte* nicht|beachten sie nicht|befolge* nicht|befolgen sie nicht|ubergeh*|setz* dich hinweg|lass* * ausser acht',
    prior:
      'alle|allen|alles|vorherige*|vorige*|bisherige*|fruhere*|obige*|vorangehende*|vorangegangene*|vorstehende*|ursprungliche*|deine|deinen|ihre systemanweisungen|oben|davor|bisher|nutzer*|benutzer*|anwender*',
    orders:
      'anweisung*|instruktion*|vorgabe*|befehl*|aufgabe*|regeln|richtlinien|prompt*|systemprompt|auftrag|auftrage|anordnung*|system-prompt',
    agent:
      'ki-agent*|ki-assistent*|ki-system*|ki-modell*|ki-bot*|kunstliche intelligenz|sprachmodell*|automatisierte* agent*|automatische* agent*|automatisierte* client*|der assistent|den assistenten|an die ki|agenten und assistenten|chatbot*',
    must: 'muss|mussen|mussten|hat zu|haben|soll|sollen|bitte|sofort|zuerst',
    act: 'send*|sende*|schick*|ubermittel*|leite*|weiterleit*|losch*|entfern*|uberweis*|bezahl*|klick*|druck*|offne*|besuch*|ruf* *auf|gehe auf|navigier*|lade*|herunterlad*|installier*|fuhr* *aus|gib *ein|gebe* *ein|eingeb*|melde* *an|bestatig*|genehmig*|antwort*|kopier*',
    secret: 'passwort*|kennwort*|zugangsdaten|anmeldedaten|seitentext|seiteninhalt*|inhalt* der seite|systemprompt',
    claim:
      'neue anweisung*|neue instruktion*|neuer auftrag fur|neue aufgabe fur|systemnachricht|dein ziel hat sich geandert|deine aufgabe hat sich geandert|dein neues ziel|deine neue aufgabe|du bist jetzt ein*',
  },
  {
    language: 'French',
    everything: 'tout ce qui precede|tout ce qui est ecrit|tout ce que tu as|tout ce que vous avez',
    ignore:
      'ignore|ignorez|ignorer|oublie|oubliez|oublier|ne tiens pas compte|ne tenez pas compte|ne pas tenir compte|ne suis pas|ne suivez pas|fais abstraction|faites abstraction|outrepasse*|contourne*',
    prior:
      "toutes|tous|tout|precedente*|precedent*|anterieure*|anterieurs|ci-dessus|initiale*|ton|ta|tes|vos|votre|recues|utilisat*|l'utilisat*|de l'utilisat*",
    orders: 'instruction*|consigne*|directive*|regles|tache*|mission|prompt*|ordres|commandement*|objectif*|contexte',
    agent:
      "agent* ia|agents d'ia|agent* d'intelligence artificielle|assistant* ia|assistant* virtuel*|l'assistant|assistants|modele* de langage|intelligence* artificielle*|agents automatise*|agent* automatique*|clients automatise*|robots conversationnels|l'ia",
    must: 'doit|doivent|devez|dois|sont tenus|il faut|veuillez|prie* de|obligatoirement|immediatement',
    act: 'envoy*|envoi*|transfer*|transmet*|supprim*|efface*|pay*|vers*|clique*|appuy*|ouvr*|visit*|naviguer|naviguez|va sur|allez sur|rendez-vous|telecharg*|install*|execut*|sais*|connect*|approuv*|valid*|confirm*|repond*|copi*',
    secret: 'mot* de passe|identifiants|texte de la page|contenu de la page',
    claim:
      'nouvelle* instruction*|nouvelle* consigne*|message systeme|ton objectif a change|votre objectif a change|votre mission a change|ta mission a change|ta nouvelle tache|votre nouvelle tache|tu es maintenant un*|vous etes maintenant une ia',
  },
  {
    language: 'Spanish',
    everything: 'todo lo anterior|todo lo que',
    ignore:
      'ignora|ignore|ignorar|ignoren|ignorad|olvida|olvide|olviden|olvidate|olvidar|desestima|haz caso omiso|haga caso omiso|no hagas caso|no hagas caso de|no sigas|no siga|pasa por alto|desobedece',
    prior: 'toda*|todo*|anterior*|previa*|previo*|precedente*|arriba|original*|tu|tus|sus|inicial*|usuario*',
    orders:
      'instruccion*|indicacion*|orden del sistema|ordenes|directriz|directrices|reglas|tarea*|prompt*|objetivo*|mision|consigna*|contexto',
    agent:
      'agente* de ia|agentes de inteligencia artificial|agente* ia|asistente* de ia|asistente* virtual*|el asistente|al asistente|los asistentes|modelo* de lenguaje|inteligencia artificial|agentes automatic*|agentes automatizados|clientes automatizados|la ia',
    must: 'debe*|debes|tiene* que|tienes que|deberan|ha* de|por favor|primero|inmediatamente|es obligatorio',
    act: 'envi*|mand*|reenvi*|transfi*|borr*|elimin*|suprim*|pag*|haz clic|haga clic|hacer clic|puls*|pulsa*|abr*|visit*|naveg*|ve a|vaya a|descarg*|instal*|ejecut*|introduc*|introduzc*|escrib*|inici* sesion|aprueb*|aprob*|confirm*|respond*|copi*',
    secret: 'contrasena*|credencial*|texto de la pagina|contenido de la pagina',
    claim:
      'nueva* instruccion*|mensaje del sistema|tu objetivo ha cambiado|su objetivo ha cambiado|tu tarea ha cambiado|tu nueva tarea|tu nuevo objetivo|ahora eres un*',
  },
  {
    language: 'Portuguese',
    everything: 'tudo acima|tudo o que|tudo que',
    ignore:
      'ignore|ignora|ignorar|ignorem|esqueca|esquece|esquecer|desconsidere|desconsidera|desconsiderar|desconsiderem|nao siga|nao sigas|desobedeca',
    prior: 'toda*|todo*|tudo|anterior*|previa*|precedente*|acima|original*|sua*|seu*|tua*|iniciais|usuario*|utilizador*',
    orders: 'instruc*|indicac*|ordens|diretriz*|regras|tarefa*|prompt*|objetivo*|missao|comandos|contexto|orientac*',
    agent:
      'agente* de ia|agentes de inteligencia artificial|assistente* de ia|assistente* virtua*|o assistente|ao assistente|assistentes|modelo* de linguagem|inteligencia artificial|agentes automatic*|agentes automatizados|clientes automatizados|a ia',
    must: 'deve*|devem|tem que|tem de|precisam|por favor|primeiro|imediatamente|e obrigatorio',
    act: 'envi*|mand*|encaminh*|reencaminh*|transfir*|apag*|exclu*|elimin*|remov*|pag*|clique*|cliqu*|abr*|visit*|naveg*|va para|acess*|baix*|descarreg*|instal*|execut*|digit*|inser*|introduz*|faca login|aprov*|confirm*|respond*|copi*',
    secret: 'senha*|palavra-passe|credencia*|texto da pagina|conteudo da pagina',
    claim: 'nova* instruc*|mensagem do sistema|seu objetivo mudou|sua tarefa mudou|o teu objetivo mudou|sua nova tarefa|agora voce e um*',
  },
  {
    language: 'Italian',
    everything: 'tutto cio che|tutto quanto sopra|tutto quello che',
    ignore:
      'ignora|ignori|ignorate|ignorare|dimentica|dimenticate|dimenticare|trascura|trascurate|non seguire|non seguite|non tenere conto|non considerare|disattendi',
    prior: "tutte|tutti|tutto|precedent*|sopra|iniziali|originali|tuo|tua|tue|tuoi|sue|utente|utenti|dell'utente",
    orders:
      'istruzion*|indicazion*|direttiv*|regole|compito|compiti|prompt*|obiettivo|obiettivi|ordini del sistema|comandi|contesto|incarico',
    agent:
      "agent* ia|agent* di intelligenza artificiale|agent* ai|assistent* ia|assistent* ai|assistent* virtual*|l'assistente|all'assistente|assistenti|modell* linguistic*|intelligenza artificiale|agenti automatic*|client automatizzati|l'ia",
    must: 'deve|devono|devi|dovete|bisogna|prego|prima|subito|e obbligatorio|sono tenuti',
    act: 'invi*|mand*|inoltr*|trasfer*|cancell*|elimin*|rimuov*|pag*|clicc*|fai clic|prem*|apr*|visit*|navig*|vai su|vai a|scaric*|install*|esegu*|inser*|digit*|acced*|approv*|conferm*|rispond*|copi*',
    secret: 'password|parol* chiave|credenzial*|testo della pagina|contenuto della pagina',
    claim: 'nuov* istruzion*|messaggio di sistema|il tuo obiettivo e cambiato|il tuo compito e cambiato|il tuo nuovo compito|ora sei un*',
  },
  {
    language: 'Dutch',
    everything: 'alles hierboven|alles wat',
    ignore: 'negeer|negeren|vergeet|vergeten|volg * niet|sla * over|veronachtzaam',
    prior: 'alle|alles|vorige|eerdere|voorgaande|bovenstaande|voorafgaande|hierboven|je|jouw|oorspronkelijke|gebruiker*',
    orders: 'instructie*|opdracht|opdrachten van het systeem|aanwijzing*|regels|richtlijnen|taak|taken|prompt*|bevelen|doel|systeemprompt',
    agent:
      'ai-agent*|ai-assistent*|ai agent*|de assistent|assistenten|taalmodel*|kunstmatige intelligentie|geautomatiseerde agent*|geautomatiseerde client*|chatbot*',
    must: 'moet|moeten|dient|dienen|gelieve|eerst|onmiddellijk|direct|verplicht',
    act: 'stuur*|stuur|verstuur*|verzend*|zend*|doorstur*|verwijder*|wis|betaal*|overmak*|klik*|druk*|open*|bezoek*|navigeer*|ga naar|download*|installeer*|voer * uit|typ*|log * in|bevestig*|keur * goed|antwoord*|kopieer*|sturen|verzenden',
    secret: 'wachtwoord*|inloggegevens|paginatekst|inhoud van de pagina',
    claim: 'nieuwe instructie*|systeembericht|je doel is veranderd|je taak is veranderd|je nieuwe taak|je bent nu een*',
  },
  {
    language: 'Polish',
    everything: 'wszystko powyzej|wszystko co|wszystko, co',
    ignore: 'zignoruj*|ignoruj*|zapomnij*|nie stosuj*|nie przestrzegaj*|nie wykonuj*|nie zwazaj*',
    prior: 'wszystki*|wszelki*|poprzedni*|wczesniejsz*|powyzsz*|dotychczasow*|pierwotn*|twoj*|swoj*|uzytkownik*',
    orders: 'instrukcj*|polecen*|wytyczn*|zasad*|regul*|zadan*|prompt*|rozkaz*|cel|cele|dyrektyw*',
    agent:
      'agent* ai|agenci ai|agent* sztucznej inteligencji|asystent* ai|asystenci|asystenta|asystent|model* jezykow*|sztuczn* inteligencj*|zautomatyzowan* agen*|zautomatyzowan* klien*',
    must: 'musi|musza|musisz|powinien|powinni|nalezy|prosze|najpierw|natychmiast',
    act: 'wysl*|wyslij*|wyslac|przesl*|przekaz*|usun*|skasuj*|zaplac*|przelej*|kliknij*|nacisnij*|otworz*|odwiedz*|przejdz*|pobierz*|pobrac|zainstaluj*|uruchom*|wpisz*|zaloguj*|zatwierdz*|potwierdz*|odpowiedz*|skopiuj*',
    secret: 'hasl*|dane logowania|danych logowania|tresc strony|tekst strony',
    claim:
      'nowa instrukcja|nowe instrukcje|nowe polecenie|komunikat systemowy|twoj cel sie zmienil|twoje zadanie sie zmienilo|twoje nowe zadanie|jestes teraz',
  },
  {
    language: 'Czech',
    ignore: 'ignoruj*|zapomen*|nerespektuj*|nedbej*|neridte se|nerid se',
    prior: 'vsechn*|predchoz*|drivejs*|vyse uveden*|puvodn*|sv*|tv*|uzivatel*',
    orders: 'pokyn*|instrukc*|prikaz*|pravidl*|ukol*|prompt*|cil*',
    agent: 'agent* ai|agenti ai|ai agent*|ai asistent*|asistent*|jazykov* model*|umel* inteligenc*|automatizovan* agent*',
    must: 'musi|musite|ma povinnost|prosim|nejprve|okamzite',
    act: 'posl*|posli*|odesl*|odesli*|smaz*|vymaz*|odstran*|zaplat*|klikn*|otevr*|navstiv*|prejd*|stahn*|nainstaluj*|spust*|zadej*|prihlas*|schval*|potvrd*|odpovez*',
    secret: 'hesl*|prihlasovaci udaje|text stranky|obsah stranky',
    claim: 'nov* pokyn*|nov* instrukc*|systemova zprava|tvuj cil se zmenil|tvuj ukol se zmenil|nyni jsi',
  },
  {
    language: 'Russian',
    everything: 'все вышесказанное|все вышеуказанное|все, что|все что|все вышеперечисленное',
    ignore: 'игнорируи*|проигнорируи*|забудь*|не обращаи* внимания|не следуи*|не выполняи*|пренебреги*|не учитываи*',
    prior: 'все|всех|всеи|предыдущ*|прежн*|предшеств*|ранее|выше|вышеуказан*|вышестоящ*|первоначальн*|твои*|свои*|ваши*|пользовател*',
    orders: 'инструкц*|указани*|правил*|задани*|задач*|команд*|промпт*|приказ*|директив*|цель|цели|распоряжен*',
    agent:
      'ии-агент*|агент* ии|агенты искусственного интеллекта|ии-ассистент*|ассистент*|языков* модел*|искусственн* интеллект*|автоматизированн* клиент*|автоматическ* агент*|чат-бот*|нейросет*|помощник ии',
    must: 'должен|должны|должна|обязан*|необходимо|нужно|пожалуиста|сначала|немедленно|сперва',
    act: 'отправ*|пошли*|перешли*|пересла*|передаи*|передать|удали*|сотри*|оплати*|переведи*|нажми*|кликни*|откро*|посети*|переиди*|переити|скача*|установи*|выполни*|запусти*|введи*|воиди*|одобри*|подтверди*|ответь*|скопируи*',
    secret: 'парол*|учетн* данн*|текст страницы|содержимое страницы',
    claim:
      'новая инструкция|новые инструкции|новое указание|новое задание для|системное сообщение|твоя цель изменилась|ваша цель изменилась|твоя задача изменилась|теперь ты',
  },
  {
    language: 'Ukrainian',
    everything: 'все, що|все що',
    ignore: 'ігноруи*|проігноруи*|забудь*|не зважаи*|не виконуи*|не дотримуи*|знехтуи*',
    prior: 'усі|всі|усіх|всіх|попередн*|раніш*|вище|вищенаведен*|початков*|твої|свої|ваші|користувач*',
    orders: 'інструкці*|вказівк*|правил*|завдан*|команд*|промпт*|наказ*|директив*|ціль|цілі',
    agent: 'ші-агент*|агент* ші|агент* штучного інтелекту|асистент*|мовн* модел*|штучн* інтелект*|автоматизован* клієнт*|чат-бот*',
    must: "повинен|повинні|повинна|мусить|зобов'язан*|необхідно|потрібно|будь ласка|спочатку|негаино",
    act: 'надішл*|надісла*|відправ*|перешл*|видал*|зітри*|сплат*|натисн*|клікн*|відкри*|відвідаи*|переид*|завантаж*|встанов*|викона*|введ*|увіид*|схвал*|підтверд*|відповід*',
    secret: 'парол*|облікові дані|текст сторінки|вміст сторінки',
    claim: 'нова інструкція|нові інструкції|системне повідомлення|твоя мета змінилась|твоє завдання змінилось|тепер ти',
  },
  {
    language: 'Turkish',
    everything: 'yukaridaki her sey*',
    ignore: 'yok say*|gormezden gel*|dikkate alma*|unut*|goz ardi et*|gozardi et*|uyma*|takip etme*|gecersiz say*',
    prior: 'onceki|tum|butun|yukaridaki|daha onceki|evvelki|asil|orijinal|sana verilen|kullanici*',
    orders: 'talimat*|yonerge*|kural*|komut*|gorev*|istem*|prompt*|emir*|hedef*',
    agent: 'yapay zeka*|ai ajan*|ai asistan*|yapay zeka ajan*|asistan*|dil model*|otomatik istemci*|otomatik ajan*|sohbet robot*',
    must: 'zorunda*|gerek*|lutfen|once|hemen|mecbur*|meli*|mali*',
    act: 'gonder*|ilet*|yonlendir*|sil*|kaldir*|ode*|aktar*|tikla*|bas|basin|ac|acin|ziyaret*|git|gidin|indir*|yukle*|calistir*|gir|girin|giris yap*|onayla*|yanitla*|cevap ver*|kopyala*',
    secret: 'parola*|sifre*|kimlik bilgi*|sayfa metni*|sayfa icerigi*',
    claim: 'yeni talimat*|yeni gorevin*|yeni yonerge*|sistem mesaji|hedefin degisti|gorevin degisti|artik sen',
  },
  {
    language: 'Arabic',
    everything: 'كل ما سبق|جميع ما سبق',
    ignore: 'تجاهل*|اهمل*|انس*|انسى|تجاوز*|لا تتبع*|لا تلتزم*|تغاض*',
    prior: 'جميع|كل|كافة|السابقة|السابق|أعلاه|المذكورة|الأصلية|ما سبق|الحالية|اعلاه|المستخدم|مستخدم',
    orders: 'التعليمات|تعليمات|الأوامر|الاوامر|أوامر|القواعد|المهمة|المهام|التوجيهات|الارشادات|الإرشادات|البرومبت|الموجه|الهدف',
    agent:
      'وكيل الذكاء*|وكلاء الذكاء*|الذكاء الاصطناعي|المساعد*|مساعد الذكاء*|نموذج اللغة|نماذج اللغة|الوكلاء الآليين|العملاء الآليين|الوكيل الآلي|روبوت الدردشة',
    must: 'يجب|عليك|عليه|ينبغي|يتعين|لابد|لا بد|من فضلك|يرجى|أولا|فورا',
    act: 'أرسل*|ارسل*|إرسال*|ارسال*|ترسل*|يرسل*|حول*|احذف*|حذف*|امسح*|ادفع*|انقر*|اضغط*|افتح*|زر|قم بزيارة|انتقل*|اذهب*|حمل*|نزل*|ثبت*|نفذ*|أدخل*|ادخل*|سجل الدخول|وافق*|أكد*|أجب*|انسخ*',
    secret: 'كلمة المرور|كلمات المرور|كلمة السر|بيانات الاعتماد|بيانات الدخول|نص الصفحة|محتوى الصفحة',
    claim: 'تعليمات جديدة|تعليمة جديدة|رسالة النظام|تغير هدفك|لقد تغير هدفك|مهمتك الجديدة|أنت الآن|انت الان',
  },
  {
    language: 'Persian',
    ignore: 'نادیده بگیر*|نادیده گرفت*|فراموش کن*|بی توجه*|توجه نکن*|پیروی نکن*|کنار بگذار*|صرف نظر*',
    prior: 'همه|تمام|تمامی|قبلی|پیشین|بالا|فوق|اصلی|قبل|کاربر*',
    orders: 'دستور*|دستورالعمل*|راهنما*|قوانین|وظیفه|وظایف|پرامپت|هدف|فرمان*',
    agent: 'هوش مصنوعی|دستیار*|عامل هوش*|عامل های هوش*|مدل زبانی|مدل های زبانی|عامل خودکار|ربات*',
    must: 'باید|بایستی|لطفا|ابتدا|فورا|موظف*|لازم است',
    act: 'ارسال*|بفرست*|بفرستید|حذف*|پاک کن*|پرداخت*|کلیک*|باز کن*|بازدید*|برو*|دانلود*|نصب*|اجرا*|وارد کن*|وارد شو*|تایید*|پاسخ*|کپی*',
    secret: 'رمز عبور*|گذرواژه*|پسورد|اطلاعات ورود|متن صفحه|محتوای صفحه',
    claim: 'دستور جدید|دستورالعمل جدید|پیام سیستم|هدف شما تغییر*|هدف تو تغییر*|وظیفه جدید',
  },
  {
    language: 'Hebrew',
    ignore: 'התעלם*|התעלמי|התעלמו|שכח*|תשכח*|אל תציית*|אל תמלא*',
    prior: 'כל|הקודמ*|קודמ*|לעיל|הנל|המקורי*|שלך|המשתמש|משתמש',
    orders: 'ההוראות|הוראות|ההנחיות|הנחיות|הכללים|המשימה|המשימות|הפקודות|הפרומפט|המטרה',
    agent: 'סוכן*|סוכני*|עוזר*|העוזר*|בינה מלאכותית|מודל* שפה|צאטבוט*',
    must: 'חייב*|חייבים|צריך*|צריכים|עליך|בבקשה|נא|תחילה|מיד',
    act: 'שלח*|לשלוח|העבר*|להעביר|מחק*|למחוק|שלם*|לחץ*|פתח*|בקר*|גש*|הורד*|להוריד|התקן*|הרץ*|הזן*|התחבר*|אשר*|השב*|העתק*',
    secret: 'סיסמ*|הסיסמ*|פרטי ההתחברות|תוכן הדף|טקסט הדף',
    claim: 'הוראה חדשה|הוראות חדשות|הודעת מערכת|המטרה שלך השתנתה|המשימה שלך השתנתה|אתה עכשיו',
  },
  {
    language: 'Hindi',
    ignore: 'अनदेखा कर*|नजरअंदाज कर*|नज़रअंदाज़ कर*|नज़रअंदाज कर*|भूल जा*|उपेक्षा कर*|पालन न कर*|ध्यान न द*|न मान*',
    prior: 'पिछल*|सभी|सब|सारे|ऊपर*|उपर*|पहले*|पूर्व*|मूल|उपयोगकर्ता*|यूज़र*|प्रयोक्ता*',
    orders: 'निर्देश*|आदेश*|नियम*|कार्य*|प्रॉम्प्ट*|हिदायत*|दिशानिर्देश*|लक्ष्य*',
    agent: 'एआई एजेंट*|एआई*|ai एजेंट*|सहायक*|असिस्टेंट*|भाषा मॉडल*|कृत्रिम बुद्धिमत्ता|स्वचालित*|चैटबॉट*',
    must: 'चाहिए|होगा|करना|पड़ेगा|कृपया|पहले|तुरंत|अनिवार्य|आवश्यक',
    act: 'भेज*|अग्रेषित*|हटा*|मिटा*|डिलीट*|भुगतान*|क्लिक*|दबा*|खोल*|जाएं|जाओ|जाइए|डाउनलोड*|इंस्टॉल*|चला*|दर्ज*|लॉगिन*|लॉग इन*|स्वीकृत*|पुष्टि*|उत्तर*|कॉपी*',
    secret: 'पासवर्ड*|क्रेडेंशियल*|पृष्ठ की सामग्री|पेज की सामग्री',
    claim: 'नया निर्देश|नए निर्देश|नये निर्देश|सिस्टम संदेश|आपका लक्ष्य बदल*|तुम्हारा लक्ष्य बदल*|आपका नया कार्य|अब आप एक',
  },
  {
    language: 'Chinese',
    everything: '以上所有内容|以上内容|上面所有内容|以上的一切|之前的一切',
    compact: true,
    ignore: '忽略|无视|無視|忘记|忘記|忘掉|不要理会|不要遵守|不要遵循|不用管|请勿遵循|不再遵守|停止执行',
    prior: '之前|以前|先前|前面|上面|以上|上述|所有|全部|一切|原来|原有|原先|你的|您的|此前|系统|用户|用戶|使用者',
    orders: '指示|指令|命令|规则|規則|提示|提示词|任务|任務|指導|指导|目标|目標',
    agent:
      '人工智能|人工智慧|ai代理|ai助手|ai 代理|ai 助手|智能助手|智能体|智能體|助手|语言模型|語言模型|大模型|自动化客户端|自动代理|机器人|机器人程序',
    must: '必须|必須|应该|應該|需要|务必|務必|请|請|首先|立即|马上',
    act: '发送|發送|发给|转发|轉發|提交|上传|删除|刪除|清空|支付|付款|转账|轉帳|点击|點擊|单击|打开|打開|访问|訪問|前往|下载|下載|安装|运行|执行|输入|輸入|登录|登入|批准|确认|確認|回复|复制',
    secret: '密码|密碼|口令|凭据|憑證|凭证|页面内容|頁面內容|页面文本|网页内容|当前页面的内容',
    claim:
      '新的指示|新指令|新的指令|新任务|系统消息|系统提示|系統訊息|你的目标已|您的目标已|你的任务已|目标已改变|目标已更改|你现在是|从现在起你',
  },
  {
    language: 'Japanese',
    everything: '上記すべて|上記のすべて|これまでのすべて',
    compact: true,
    ignore: '無視|忘れ|従わな|破棄|無効に|考慮しな|守らな',
    prior: '以前|前の|これまで|上記|上の|すべて|全て|全部|あらゆる|先ほど|元の|今までの|あなたの|最初の|ユーザー|利用者|ユーザ',
    orders: '指示|命令|ルール|規則|タスク|プロンプト|指令|ガイドライン|目標',
    agent:
      'aiエージェント|ai エージェント|aiアシスタント|ai アシスタント|アシスタント|エージェント|言語モデル|人工知能|自動化クライアント|自動クライアント|チャットボット|ボット',
    must: '必要があります|しなければ|してください|せよ|しなさい|べき|必ず|まず|最初に|直ちに|すぐに',
    act: '送信|送って|送れ|転送|削除|消去|支払|振り込|クリック|押して|開いて|開き|開け|アクセス|訪問|移動して|ダウンロード|インストール|実行|入力|ログイン|承認|確認|返信|回答|コピー',
    secret: 'パスワード|認証情報|ページの内容|ページのテキスト|会話履歴',
    claim: '新しい指示|新たな指示|新しい命令|システムメッセージ|目標が変更|目標は変更|タスクが変更|あなたは今から|あなたはこれから',
  },
  {
    language: 'Korean',
    everything: '위의 모든 내용|위 내용 모두',
    compact: true,
    ignore: '무시|잊어|잊으|따르지 마|따르지 말|폐기|신경 쓰지 마',
    prior: '이전|앞의|앞선|위의|위에|기존|모든|전부|원래|당신의|지금까지|상기|사용자|유저',
    orders: '지시|지침|명령|규칙|프롬프트|과제|목표|가이드라인|임무',
    agent:
      'ai 에이전트|ai에이전트|ai 비서|ai 어시스턴트|어시스턴트|에이전트|언어 모델|인공지능|인공 지능|자동화된 클라이언트|자동 클라이언트|챗봇|도우미',
    must: '해야|하십시오|하세요|하라|반드시|먼저|즉시|필수|주십시오|주세요',
    act: '보내|전송|전달|송부|삭제|지우|지워|결제|지불|송금|클릭|누르|눌러|여세요|열고|열어|방문|이동|다운로드|설치|실행|입력|로그인|승인|확인|답장|답변|복사',
    secret: '비밀번호|암호|자격 증명|자격증명|페이지 내용|페이지 텍스트|대화 기록',
    claim: '새로운 지시|새 지시|새로운 명령|시스템 메시지|목표가 변경|목표가 바뀌|작업이 변경|당신은 이제|너는 이제',
  },
  {
    language: 'Vietnamese',
    ignore: 'bo qua|phot lo|hay quen|quen het|quen di|khong tuan theo|khong lam theo|khong can quan tam',
    prior: 'moi|tat ca|truoc|truoc đo|truoc đay|o tren|phia tren|ban đau|cua ban|toan bo|nguoi dung',
    orders: 'huong dan|chi dan|lenh|chi thi|quy tac|nhiem vu|yeu cau he thong|prompt|muc tieu',
    agent: 'tac nhan ai|tro ly ai|tro ly|mo hinh ngon ngu|tri tue nhan tao|may khach tu đong|chatbot',
    must: 'phai|can|vui long|hay|truoc tien|ngay lap tuc|bat buoc',
    act: 'gui|chuyen tiep|chuyen|xoa|thanh toan|nhap vao|bam|nhan vao|mo|truy cap|tai xuong|tai ve|cai đat|chay|đien|đang nhap|phe duyet|xac nhan|tra loi|sao chep',
    secret: 'mat khau|thong tin đang nhap|noi dung trang|van ban trang',
    claim: 'huong dan moi|chi thi moi|thong bao he thong|muc tieu cua ban đa thay đoi|nhiem vu moi cua ban|bay gio ban la',
  },
  {
    language: 'Indonesian',
    ignore: 'abaikan|mengabaikan|lupakan|jangan ikuti|jangan patuhi|kesampingkan|hiraukan',
    prior: 'semua|seluruh|sebelumnya|di atas|terdahulu|awal|anda|asli|pengguna',
    orders: 'instruksi|perintah|aturan|petunjuk|tugas|arahan|prompt|pedoman|tujuan',
    agent: 'agen ai|agen kecerdasan buatan|asisten ai|asisten|model bahasa|kecerdasan buatan|klien otomatis|agen otomatis|chatbot',
    must: 'harus|wajib|mohon|silakan|tolong|terlebih dahulu|segera|perlu',
    act: 'kirim*|mengirim*|teruskan|meneruskan|hapus*|menghapus*|bayar*|transfer*|klik*|tekan*|buka*|membuka*|kunjungi*|unduh*|mengunduh*|pasang*|instal*|jalankan*|masukkan*|masuk*|setujui*|konfirmasi*|jawab*|balas*|salin*',
    secret: 'kata sandi|kredensial|teks halaman|isi halaman|konten halaman',
    claim: 'instruksi baru|perintah baru|pesan sistem|tujuan anda telah berubah|tugas anda telah berubah|sekarang anda adalah',
  },
  {
    language: 'Swedish, Danish, Norwegian',
    ignore:
      'ignorera|ignorer|ignorér|glom|glem|folj inte|folg ikke|følg ikke|bortse fran|se bort fra|se bort ifra|strunta i|tilsidesæt|tilsidesett|åsidosatt',
    prior:
      'alla|alle|tidigare|tidligere|foregaende|forrige|foregående|ovanstaende|ovenstaende|ovenstående|ovan|over|over|dina|dine|ursprungliga|oprindelige|opprinnelige|anvandar*|bruger*|bruker*',
    orders:
      'instruktion*|instruks*|instrukser|anvisning*|regler|regler|uppgift*|opgave*|oppgave*|prompt*|kommando*|ordrer fra systemet|mal|retningslinj*|riktlinj*',
    agent:
      'ai-agent*|ai-assistent*|ai agent*|assistenten|assistenter|sprakmodell*|sprogmodel*|spraakmodell*|kunstig intelligens|artificiell intelligens|automatiserade klient*|automatiserede klient*|automatiserte klient*|chatbot*|chattbot*',
    must: 'maste|ska|skal|skall|må|bor|bør|vanligen|venligst|vennligst|forst|først|omedelbart|straks',
    act: 'skicka*|sand*|send*|vidarebefordra*|videresend*|radera*|slet*|slett*|ta bort|fjern*|betala*|betal*|overfor*|overfør*|klicka*|klik*|klikk*|oppna*|abn*|åbn*|apn*|besok*|besøg*|ga till|ga til|ladda ner|download*|last ned|installera*|kor|kjør*|kør*|skriv*|logga in|log ind|logg inn|godkann*|godkend*|godkjenn*|bekraft*|bekræft*|svara*|svar*',
    secret: 'losenord*|adgangskode*|passord*|kodeord*|inloggningsuppgifter|sidans text|sidans innehall|sidens tekst|sidens indhold',
    claim:
      'ny instruktion|nya instruktioner|nye instruktioner|nye instrukser|systemmeddelande|systembesked|systemmelding|ditt mal har andrats|dit mal er ændret|du ar nu en*|du er nu en*',
  },
  {
    language: 'Finnish',
    ignore: 'ohita|jata huomiotta|unohda|ala noudata|sivuuta',
    prior: 'kaikki|kaikkia|aiemm*|aikaisemm*|edell*|yllaolev*|ylla olev*|alkuper*|sinun|kayttaj*',
    orders: 'ohje*|ohjei*|kasky*|maarays*|saann*|tehtav*|kehot*|tavoit*|komento*|komenno*',
    agent: 'tekoalyagent*|tekoalyavustaj*|tekoaly*|avustaj*|kielimall*|automaattis* asiak*',
    must: 'taytyy|pitaa|tulee|on pakko|ensin|valittomasti|ole hyva',
    act: 'laheta*|lahet*|valita*|poista*|maksa*|siirra*|napsauta*|klikkaa*|paina*|avaa*|vieraile*|siirry*|lataa*|asenna*|suorita*|syota*|kirjaudu*|hyvaksy*|vahvista*|vastaa*',
    secret: 'salasan*|kirjautumistie*|sivun teksti*|sivun sisal*',
    claim: 'uusi ohje|uudet ohjeet|jarjestelmaviesti|tavoitteesi on muuttunut|tehtavasi on muuttunut|olet nyt',
  },
  {
    language: 'Hungarian',
    ignore:
      'hagyd figyelmen kivul*|hagyja figyelmen kivul*|figyelmen kivul*|felejtsd el*|felejtse el*|ne kovesd*|ne kovesse*|ignorald*|ignoralja*',
    prior: 'minden|osszes|korabbi*|elozo*|fenti*|eredeti*|eddigi*|felhasznal*',
    orders: 'utasitas*|szabaly*|parancs*|feladat*|prompt*|iranyelv*|cel*',
    agent: 'mi-agens*|ai-agens*|ai asszisztens*|asszisztens*|nyelvi modell*|mesterseges intelligencia*|automatizalt kliens*|chatbot*',
    must: 'kell|kotelesek|koteles|kerjuk|kerem|eloszor|azonnal',
    act: 'kuld*|tovabbit*|torol*|fizess*|utal*|kattints*|kattintson*|nyisd*|nyissa*|latogass*|menj*|toltsd*|letolt*|telepits*|futtas*|ird be*|jelentkezz*|hagyd jova*|erositsd*|valaszol*',
    secret: 'jelszo*|jelszav*|oldal szoveg*|oldal tartalm*',
    claim: 'uj utasitas*|rendszeruzenet|a celod megvaltozott|a feladatod megvaltozott|mostantol te',
  },
  {
    language: 'Romanian',
    ignore: 'ignora|ignorati|ignorați|uita|uitati|nu urma|nu urmati|nu tine cont|nu tineti cont|treci peste',
    prior: 'toate|anterioare|precedente|de mai sus|initiale|originale|tale|tot|utilizator*',
    orders: 'instructiun*|indicati*|reguli*|comenzi*|sarcin*|prompt*|directiv*|obiectiv*',
    agent: 'agent* ai|agentii ai|asistent* ai|asistentul|asistentii|model* de limbaj|inteligenta artificiala|clientii automati*',
    must: 'trebuie|va rugam|te rog|mai intai|imediat|obligatoriu',
    act: 'trimit*|trimite*|redirection*|sterg*|plat*|transfer*|fa clic|apas*|deschid*|viziteaz*|acceseaz*|naviga*|descarc*|instal*|execut*|introduc*|autentific*|aprob*|confirm*|raspund*|copi*',
    secret: 'parol*|date* de autentificare|textul paginii|continutul paginii',
    claim: 'instructiuni noi|noi instructiuni|mesaj de sistem|obiectivul tau s-a schimbat|sarcina ta s-a schimbat|acum esti un*',
  },
  {
    language: 'Greek',
    ignore: 'αγνοησ*|αγνοει*|ξεχασ*|μην ακολουθ*|παραβλεψ*|παρακαμψ*',
    prior: 'ολες|ολα|ολους|προηγουμεν*|παραπανω|αρχικ*|σου|σας|χρηστ*',
    orders: 'οδηγι*|εντολ*|κανον*|εργασι*|καθηκον*|προτροπ*|prompt|στοχ*',
    agent: 'πρακτορ* ai|πρακτορες τεχνητης*|βοηθο*|βοηθος|γλωσσικ* μοντελ*|τεχνητη* νοημοσυνη*|αυτοματ* πελατ*',
    must: 'πρεπει|οφειλ*|παρακαλω|πρωτα|αμεσως',
    act: 'στειλ*|στελν*|αποστειλ*|προωθησ*|διαγραψ*|διαγραφ*|σβησ*|πληρωσ*|κλικ|πατησ*|ανοιξ*|επισκεφ*|πηγαιν*|κατεβασ*|εγκαταστησ*|εκτελεσ*|εισαγαγ*|συνδεθ*|εγκριν*|επιβεβαι*|απαντησ*',
    secret: 'κωδικ* προσβασης|διαπιστευτηρι*|κειμενο της σελιδας|περιεχομενο της σελιδας',
    claim: 'νεα οδηγια|νεες οδηγιες|μηνυμα συστηματος|ο στοχος σου αλλαξε|τωρα εισαι',
  },
  {
    language: 'Thai',
    compact: true,
    ignore: 'เพิกเฉย|ละเว้น|ไม่ต้องสนใจ|อย่าสนใจ|ลืม|ไม่ต้องทำตาม|อย่าทำตาม|ละทิ้ง',
    prior: 'ทั้งหมด|ก่อนหน้า|ข้างต้น|เดิม|ทุก|ที่ผ่านมา|ของคุณ|ผู้ใช้',
    orders: 'คำสั่ง|คำแนะนำ|กฎ|งาน|ภารกิจ|พรอมต์|เป้าหมาย',
    agent: 'เอเจนต์|ตัวแทน ai|ผู้ช่วย|โมเดลภาษา|ปัญญาประดิษฐ์|ไคลเอนต์อัตโนมัติ|แชทบอท',
    must: 'ต้อง|โปรด|กรุณา|ก่อนอื่น|ทันที|ควร',
    act: 'ส่ง|ลบ|จ่าย|โอน|คลิก|กด|เปิด|เยี่ยมชม|ไปที่|ดาวน์โหลด|ติดตั้ง|รัน|ป้อน|เข้าสู่ระบบ|อนุมัติ|ยืนยัน|ตอบ',
    secret: 'รหัสผ่าน|ข้อมูลรับรอง|เนื้อหาของหน้า|เนื้อหาในหน้า',
    claim: 'คำสั่งใหม่|ข้อความระบบ|เป้าหมายของคุณเปลี่ยน|ตอนนี้คุณคือ',
  },
];
