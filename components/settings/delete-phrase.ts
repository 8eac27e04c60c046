/** What has to be typed before everything is deleted. */
export const DELETE_PHRASE = 'delete all my data';
