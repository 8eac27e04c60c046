/** Tells of a failure in a toast. The toasts are fetched after the page has loaded; see toaster.tsx. */
export async function notifyError(message: string, hint: string): Promise<void> {
  const { toast } = await import('sonner');
  toast.error(message, { description: hint });
}
