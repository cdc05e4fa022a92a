import type { WordClasses } from '../../phrases.ts';

/** Word classes that phrases name in braces. Stems: `order` is also `orders`, `ordered`, `ordering`. */
export const WORD_CLASSES: WordClasses = {
  order:
    'order|purchase|parcel|package|shipment|delivery|item|items|product|products|stuff|goods|[order]|[tracking]|box|merchandise|ones|it|this|that|them|one|things|thing',
  parcel:
    'order|purchase|parcel|package|shipment|delivery|item|product|stuff|goods|[order]|[tracking]|box|merchandise|mail|letter',
  booked: 'order|purchase|[order]|booking|transaction|it|this',
  item: 'item|product|order|piece|article|unit|thing|shirt|shoe|dress|jacket|size|color|colour|model|[order]|it|this|that|them|one|these|those|both|everything|pair|stuff|purchase',
  change: 'change|modify|update|edit|correct|amend|alter|fix|switch|adjust|replace|set',
  address: 'address|addres|adress|adres|adresse|zip|zipcode|postcode|postal',
  refund: 'refund|reimburse|reimbursement|reimbursed|refnd|reund|refound|rfund',
  money: 'money|cash|payment|funds|dollars|amount',
  never:
    'not|never|no|nothing|havent|hasnt|didnt|dont|doesnt|isnt|wasnt|nor|without|cant|cannot|wont|arent|none|aint|hadnt|still',
  arrive:
    'arrive|arrived|come|came|receive|received|get|got|gotten|show|showed|here|deliver|delivered|reach|reached|turn|turned|arrival',
  want: 'want|need|like|wish|would|can|could|may|please|help|how|how|wanna|trying|try|able|possible|must|gotta',
  person:
    'person|human|agent|representative|rep|someone|somebody|operator|manager|supervisor|advisor|staff|member|team|executive|people|support|service',
};
