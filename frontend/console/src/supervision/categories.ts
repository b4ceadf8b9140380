import type { Category } from '@hark/prompts/prompts';

/** What each prompt is about, in an adult's words. */
export const CATEGORY_WORDS: Readonly<Record<Category, string>> = {
  contact: 'Swapping contact details',
  meeting: 'Meeting up',
  secrecy: 'Secrets and promises',
  identity: 'Who somebody is',
  medical: 'Medicine and diagnoses',
  suicide: 'Wanting to die',
  self_harm: 'Hurting themselves',
  abuse: 'Being hurt, or not cared for',
  grooming: 'An older person or a stranger',
  images: 'Nude pictures and threats with them',
  weapons: 'Weapons and serious violence',
  running: 'Leaving home',
  eating: 'Not eating, or being sick on purpose',
  exploitation: 'Being made to work for others',
};
