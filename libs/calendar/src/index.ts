export { addDays, bogotaDayOf, startOfBogotaDay, type CalendarDate } from './bogota-day.ts';
export { holidaysOf } from './holidays.ts';
export { isBankingDay } from './banking-day.ts';
export { addBankingTime, bankingHoursDefault, type BankingHours } from './banking-time.ts';
