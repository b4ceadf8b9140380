import numbers from './numbers.json';

const DAYS = 120;

/** Whether the numbers of this page were read lately enough to be relied on; 999 and Childline always are. */
export const isFresh = (now = Date.now()): boolean => now < Date.parse(numbers.checked) + DAYS * 86_400_000;
