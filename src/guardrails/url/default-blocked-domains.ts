/**
 * Sites that a run may not use unless it is told to: banking, government, mail, payment, social networks. Each entry covers the domain
 * and everything below it. An entry of allowed_domains that names one of these, or something below it, takes precedence.
 * The list is a seat belt against a run that strays, not a register of all banks: to be sure, set allowed_domains.
 */
export const DEFAULT_BLOCKED_DOMAINS: Readonly<Record<'banking' | 'government' | 'mail' | 'payment' | 'social', readonly string[]>> = {
  banking: words(`
    bank chase.com bankofamerica.com bofa.com wellsfargo.com citi.com citibank.com citigroup.com usbank.com capitalone.com pnc.com
    truist.com td.com tdbank.com schwab.com fidelity.com vanguard.com etrade.com robinhood.com interactivebrokers.com
    interactivebrokers.eu ally.com discover.com goldmansachs.com marcus.com morganstanley.com jpmorgan.com jpmorganchase.com
    americanexpress.com amex.com navyfederal.org usaa.com sofi.com chime.com mercury.com brex.com monzo.com starlingbank.com
    revolut.com n26.com wise.com bunq.com hsbc.com hsbc.co.uk barclays.com barclays.co.uk lloydsbank.com natwest.com rbs.co.uk
    santander.com santander.co.uk santander.com.br nationwide.co.uk halifax.co.uk tsb.co.uk metrobankonline.co.uk deutsche-bank.de
    deutschebank.com commerzbank.de commerzbank.com sparkasse.de vr.de volksbank.de dkb.de ing.de ing.com ing.nl ing-diba.de
    postbank.de hypovereinsbank.de comdirect.de consorsbank.de targobank.de ubs.com credit-suisse.com postfinance.ch raiffeisen.ch
    raiffeisen.at erstegroup.com sparkasse.at bnpparibas.com bnpparibas.net mabanque.bnpparibas societegenerale.com
    societegenerale.fr credit-agricole.fr labanquepostale.fr lcl.fr boursorama.com boursobank.com creditmutuel.fr bbva.com bbva.es
    bbva.mx caixabank.com caixabank.es bankinter.com bancosantander.es unicreditgroup.eu unicredit.it intesasanpaolo.com abnamro.nl
    abnamro.com rabobank.nl rabobank.com kbc.be belfius.be nordea.com nordea.fi danskebank.dk danskebank.com seb.se swedbank.se
    handelsbanken.se dnb.no pkobp.pl ipko.pl mbank.pl pekao.com.pl rbc.com rbcroyalbank.com scotiabank.com bmo.com cibc.com
    cibconline.com desjardins.com commbank.com.au westpac.com.au anz.com anz.com.au nab.com.au itau.com.br bradesco.com.br bb.com.br
    nubank.com.br icicibank.com hdfcbank.com onlinesbi.sbi sbi.co.in axisbank.com kotak.com dbs.com dbs.com.sg ocbc.com uob.com.sg
    mufg.jp smbc.co.jp mizuhobank.co.jp rakuten-bank.co.jp icbc.com.cn ccb.com boc.cn bankofchina.com abchina.com cmbchina.com
    kbstar.com shinhan.com sberbank.ru tinkoff.ru tbank.ru vtb.ru alfabank.ru coinbase.com binance.com kraken.com crypto.com
    gemini.com bitstamp.net bitfinex.com kucoin.com okx.com bybit.com blockchain.com metamask.io
  `),
  government: words(`
    gov mil fed.us gov.uk gov.scot gov.wales nhs.uk police.uk parliament.uk mod.uk gov.ie gov.au gov.nz govt.nz mil.nz gc.ca
    canada.ca gov.bc.ca ontario.ca quebec.ca europa.eu bund.de bundesregierung.de bundestag.de elster.de arbeitsagentur.de bayern.de
    nrw.de berlin.de gv.at admin.ch ch.ch gouv.fr service-public.fr ameli.fr belgium.be fgov.be overheid.nl belastingdienst.nl
    digid.nl rijksoverheid.nl gob.es agenciatributaria.es seg-social.es gov.it agenziaentrate.it inps.it gov.pt gov.gr gov.pl gov.cz
    gov.sk gov.hu gov.ro gov.bg gov.si gov.hr gov.rs gov.ua gov.ru gosuslugi.ru nalog.ru borger.dk skat.dk sundhed.dk regeringen.se
    skatteverket.se forsakringskassan.se regjeringen.no altinn.no skatteetaten.no nav.no suomi.fi vero.fi kela.fi gov.ee eesti.ee
    gov.lv gov.lt gov.tr gov.il gov.ae gov.sa gov.eg gov.za gov.ng gov.ke go.ke gov.gh gov.in nic.in gov.pk gov.bd gov.lk go.th
    gov.my gov.sg gov.ph go.id gov.vn gov.hk gov.tw gov.cn go.jp lg.jp go.kr gov.br leg.br jus.br mil.br gob.mx gob.ar gob.cl gob.pe
    gov.co gob.ec gob.ve gub.uy gob.bo gov.py un.org nato.int id.me
  `),
  mail: words(`
    mail.google.com gmail.com googlemail.com outlook.com outlook.live.com outlook.office.com outlook.office365.com
    outlook.cloud.microsoft hotmail.com mail.yahoo.com mail.yahoo.co.jp mail.aol.com icloud.com mail.proton.me protonmail.com
    account.proton.me fastmail.com tutanota.com tuta.com mail.zoho.com mail.zoho.eu gmx.com gmx.de gmx.net gmx.at gmx.ch web.de
    mail.de posteo.de mailbox.org webmail.freenet.de email.t-online.de mail.com mail.ru mail.yandex.com mail.yandex.ru messagerie.orange.fr laposte.net
    webmail.free.fr mail.libero.it mail.virgilio.it email.seznam.cz poczta.wp.pl poczta.onet.pl poczta.interia.pl mail.163.com mail.126.com hey.com superhuman.com mail.naver.com
    mail.daum.net rediffmail.com runbox.com hushmail.com startmail.com
  `),
  payment: words(`
    paypal.com paypal.me paypalobjects.com venmo.com cash.app zellepay.com stripe.com squareup.com square.link adyen.com
    braintreegateway.com braintreepayments.com authorize.net 2checkout.com worldpay.com checkout.com mollie.com klarna.com
    klarnaservices.com afterpay.com clearpay.co.uk affirm.com sofort.com giropay.de paydirekt.de skrill.com neteller.com
    payoneer.com westernunion.com moneygram.com remitly.com transferwise.com worldremit.com pay.google.com payments.google.com
    wallet.google.com pay.amazon.com pay.amazon.de payments.amazon.com alipay.com alipay.hk tenpay.com unionpay.com paytm.com
    phonepe.com razorpay.com payu.in payu.com mercadopago.com mercadopago.com.br mercadopago.com.ar pagseguro.uol.com.br bizum.es
    swish.nu vipps.no mobilepay.dk twint.ch ideal.nl bancontact.com przelewy24.pl blik.com qiwi.com yoomoney.ru paysafecard.com
    gocardless.com visa.com mastercard.com
  `),
  social: words(`
    facebook.com fb.com messenger.com instagram.com threads.net threads.com whatsapp.com twitter.com x.com t.co linkedin.com
    tiktok.com snapchat.com pinterest.com pinterest.de pinterest.co.uk reddit.com tumblr.com discord.com discord.gg telegram.org
    t.me signal.org youtube.com youtu.be twitch.tv vimeo.com vk.com ok.ru weibo.com wechat.com qq.com douyin.com xiaohongshu.com
    zhihu.com bilibili.com line.me kakao.com bsky.app bsky.social mastodon.social mastodon.online quora.com medium.com xing.com
    nextdoor.com meetup.com tinder.com bumble.com badoo.com okcupid.com onlyfans.com flickr.com myspace.com
  `),
};

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
