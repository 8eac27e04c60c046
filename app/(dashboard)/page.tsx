import { redirect } from 'next/navigation';

/** Until there is an overview, the plans are where one begins. */
export default function StartPage() {
  redirect('/plans');
}
