import { answerNoOAuth, answerNoOAuthPreflight } from '@/lib/api/no-oauth';

export {
  answerNoOAuth as DELETE,
  answerNoOAuth as GET,
  answerNoOAuth as PATCH,
  answerNoOAuth as POST,
  answerNoOAuth as PUT,
  answerNoOAuthPreflight as OPTIONS,
};
