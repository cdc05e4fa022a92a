import { describe, expect, it } from 'vitest';
import type { TierZeroIntent } from '../taxonomy.ts';
import { screenTierZero } from '../tier-zero-screen.ts';

/** One family of ways to say it: a sign that names none of the strong words, and a neighbour that is plain. */
type Family = readonly [family: string, sign: string, lookAlike: string];

const FAMILIES: Readonly<Record<TierZeroIntent, readonly Family[]>> = {
  chargeback_dispute: [
    ['a bank is asked', 'I rang my bank about this.', 'I rang your shop about this.'],
    ['a case is opened', 'The issuer opened a case.', 'You opened a case of wine.'],
    [
      'the bank fetches it',
      'Visa is pulling the 30 pounds back',
      'Visa declined me, can I pay again?',
    ],
    [
      'another way',
      'I will get my money back another way',
      'I will get my money back on Monday, right?',
    ],
    [
      'a payment is stopped',
      'I have frozen the instalments',
      'I have paid the first of four instalments',
    ],
    [
      'a scheme is named',
      'This falls under s75, as you know',
      'I live at 75 Mill Road, as you know',
    ],
    ['a temporary credit', 'They gave me a provisional credit', 'I have store credit of 5 dollars'],
    ['a bank is a party', 'The bank has it in hand now.', 'The bank shows no payment yet.'],
    [
      'Spanish',
      'Mi banco va a recuperar el importe',
      '¿Puedo pagar por transferencia de mi banco?',
    ],
    ['French', 'Mon conseiller à la banque s’en occupe', 'Je voudrais payer par virement'],
    ['German', 'Meine Bank hat schon einen Fall eröffnet', 'Ich habe per Überweisung bezahlt'],
    ['Italian', 'Ho chiesto alla banca di bloccare tutto', 'Ho pagato con bonifico'],
    ['Portuguese', 'Pedi ao banco para anular tudo', 'Já paguei por transferência'],
    ['Dutch', 'Mijn bank haalt het bedrag terug', 'Ik wil graag met iDEAL betalen'],
  ],
  legal_threat: [
    ['a relative', 'My niece teaches law and is interested', 'My mother in law loves the lamp'],
    ['an insurance', 'My legal insurance covers this', 'Does your insurance cover the parcel?'],
    [
      'papers are served',
      'Where may documents be served on you?',
      'Where is the served food kept warm?',
    ],
    ['a hearing', 'See you at the hearing', 'I need a hearing aid case'],
    ['a notice', 'Consider this formal notice', 'I did not notice the scratch at first'],
    ['rights are reserved', 'I reserve all rights', 'Can I reserve the right shoe only?'],
    ['the law itself', 'Under the law of Ohio you must', 'The outlaw poster is torn'],
    ['an authority', 'The authorities will hear of it', 'Customs kept the parcel'],
    [
      'personal data',
      'My GDPR complaint is on its way',
      'Please delete my account and my newsletter',
    ],
    ['a crowd', 'The firm will represent all of us', 'Could I represent your brand on my channel?'],
    ['Spanish', 'Mandaré un burofax esta semana', 'Quiero un sofá nuevo esta semana'],
    ['French', 'Je connais mes droits', 'Tournez à droite au portail'],
    ['German', 'Ich gebe es an meine Rechtsschutz weiter', 'Ich gebe es an meine Tochter weiter'],
    ['Italian', 'Vi metto messa in mora', 'Vi metto una buona recensione'],
    ['Portuguese', 'Vou enviar uma notificação extrajudicial', 'Vou enviar uma fotografia'],
    ['Dutch', 'Ik start een kort geding', 'Ik wil een korte broek'],
  ],
  harassment_threats: [
    ['a visit', 'My cousins and their bats are coming over', 'My cousin collects it tomorrow'],
    ['an awaited shift', 'What time does your night shift finish?', 'What time do you open?'],
    ['knowledge of a person', 'I got your home address, Ana', 'You have my home town wrong'],
    ['a family', 'Your manager has kids, he should think about them', 'Do you have kids sizes?'],
    ['an accident', 'Would be a shame if something burned', 'It is a shame that it is sold out'],
    ['a parcel that harms', 'The box I sent you is ticking', 'The clock stopped ticking'],
    ['a hospital', 'One of you ends up in hospital', 'I work in a hospital, deliver there please'],
    ['fire', 'Someone should set that depot on fire', 'The fire pit is rusty'],
    ['dogs', 'I will set the dogs on him', 'The dogs love the bed'],
    ['an insult', 'you brainless clowns', 'the clown costume is too small'],
    ['a wish', 'I hope your plane crashes', 'I hope the plane model fits'],
    ['a life in danger', 'I just want to not wake up', 'The alarm clock wakes me too early'],
    ['sexual remarks', 'tell me what you are wearing', 'what are people wearing this spring?'],
    ['ours harasses', 'Your driver will not stop texting me', 'Your driver was on time'],
    ['Spanish', '¿Saben con quién se están metiendo?', '¿Saben cuándo llega?'],
    ['French', 'Vous allez voir de quoi je suis capable', 'Vous allez recevoir ma photo'],
    ['German', 'Ich komme persönlich vorbei, dann gnade euch Gott', 'Ich hole es morgen ab'],
    ['Italian', 'Gli spezzo le gambe', 'Le gambe del tavolo sono corte'],
    ['Portuguese', 'Vou aí quebrar a loja toda', 'O copo chegou quebrado'],
    ['Dutch', 'Ik breek zijn benen', 'De poten van de stoel zijn los'],
  ],
  fraud_suspected: [
    ['never a customer', 'I have never heard of your shop', 'I never heard back from you'],
    ['a paper', 'A debt collector wants money, I never bought it', 'I never got the invoice'],
    ['an unknown charge', 'Some mystery charge of 12 pounds', 'I was charged twice for one lamp'],
    [
      'another hand',
      'A stranger is shopping with my card',
      'My wife is shopping for a card for mum',
    ],
    ['a family card', 'My son took my card out of my purse', 'My son took the bag to school'],
    ['a dead owner', 'It is my late father’s card', 'The parcel for my father is late'],
    [
      'an account',
      'My password was changed and not by me',
      'I changed my password and cannot log in',
    ],
    ['a log-in', 'There was a login from another country', 'I cannot sign in on my phone'],
    [
      'a code',
      'I got a security code that I never requested',
      'The security code field is too short',
    ],
    ['an impostor', 'A man pretending to be your support rang', 'Your support rang, thank you'],
    ['a copy', 'They cloned your website', 'Your website is slow'],
    ['bait', 'A text says to pay a customs fee', 'Did I pay the right postage?'],
    ['remote control', 'They made me install AnyDesk', 'How do I install the shelf?'],
    ['Spanish', 'Alguien entró en mi cuenta y pidió dos móviles', 'No puedo entrar, ¿me ayudan?'],
    ['French', 'Ce n’est pas moi qui ai passé ça', 'Je n’ai pas reçu ma commande'],
    ['German', 'Jemand gibt sich für mich aus', 'Ich gebe das Paket zurück'],
    ['Italian', 'Qualcuno è entrato nel mio account', 'Non riesco a entrare nel sito'],
    ['Portuguese', 'Alguém mudou a minha senha', 'Esqueci a minha senha'],
    ['Dutch', 'Iemand heeft mijn account overgenomen', 'Ik ben mijn wachtwoord vergeten'],
  ],
};

describe.each(Object.entries(FAMILIES))('%s by other words', (intent, families) => {
  it.each(families)('%s: %j, and nothing in %j', (_family, sign, lookAlike) => {
    expect(screenTierZero(sign)).toContain(intent);
    expect(screenTierZero(lookAlike)).toEqual([]);
  });
});

describe('screenTierZero hears English as it sounds', () => {
  it.each([
    ['legal_threat', 'I go with my layer to the curt', 'Add a layer of paint, then cut it'],
    ['harassment_threats', 'i no where you live', 'i live nowhere near a shop'],
    ['fraud_suspected', 'sum1 uzed my card', 'some cards for my sister'],
  ] as const)('%s: %j, and nothing in %j', (intent, sign, lookAlike) => {
    expect(screenTierZero(sign)).toContain(intent);
    expect(screenTierZero(lookAlike)).toEqual([]);
  });
});

describe('screenTierZero reads what is hidden in letters and pictures', () => {
  it.each([
    ['harassment_threats', 'i will b e a t the teeth out of him'],
    ['harassment_threats', 'k i l l y o u'],
    ['harassment_threats', 'I_W_I_L_L_F_I_N_D_Y_O_U'],
    ['legal_threat', 'ready? #SeeYouInCourt'],
    ['legal_threat', 'ready? #seeyouincourt'],
    ['chargeback_dispute', 'char ge ba ck'],
    ['chargeback_dispute', 'chrgbck filed'],
    ['harassment_threats', 'you 🔪'],
    ['harassment_threats', '🔫 for all of you'],
    ['harassment_threats', 'see you soon ⚰️'],
  ] as const)('%s: %j', (intent, message) => {
    expect(screenTierZero(message)).toContain(intent);
  });

  it.each([
    'the 🔪 you sent is sharp',
    'love it 🔥💀',
    'sizes S M L X please',
    '#summerlook #ootd',
    'Can you re-ship it?',
    'When do you pay back the rest?',
    'a power bank, a bath bomb and a glue gun',
    'the phone case and the tennis court shoes',
  ])('nothing in %j', (message) => {
    expect(screenTierZero(message)).toEqual([]);
  });
});
