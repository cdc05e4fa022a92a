/**
 * Where a sign is none. Each phrase is so common in plain questions, and so hard to turn into another wish, that its
 * words are left out before signs are looked for.
 */
export const INNOCENT_PHRASES: readonly string[] = [
  'bank|public holiday|holidays',
  'paid|pay|paying ~1 for ~2 express|priority|expedited|overnight|premium|faster|rush|fast|quick ~1 shipping|delivery|post|postage',
  'paid|pay|paying ~1 for ~1 express|priority|expedited|overnight',
  'paid|pay|paying extra for express|priority|expedited|overnight|faster|fast',
  'holding ~1 up',
  'the|a hold up',
  'handed ~2 to|over ~3 courier|carrier|ups|usps|fedex|dhl|post',
  'do|would|can|could you have ~3 eta|tracking|update|news|idea|information|info|date|estimate|timeline',
  'when will|can you|u ship|dispatch|deliver my|the|it|this|order',
  'do|would you give|have|know ~2 when|where|how',
  'get|getting|got back to me|us',
  'hear|heard|hearing back',
];
