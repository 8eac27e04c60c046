export const TIME_ZONE_COOKIE = 'aes-zone';
