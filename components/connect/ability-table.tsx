import type { Abilities } from '@/lib/connectors/abilities';

/** Shows what can be captured from a client, what can be decided here, and what is not available. */
export function AbilityTable({ captured, decided, missing }: Abilities) {
  const rows = [
    { title: 'Captured', items: captured },
    { title: 'Decided from here', items: decided.length > 0 ? decided : ['Nothing'] },
    { title: 'Not available', items: missing },
  ];
  return (
    <table className="w-full">
      <caption className="sr-only">What can be seen and decided</caption>
      <tbody>
        {rows.map(({ title, items }) => (
          <tr key={title} className="border-line border-t align-top">
            <th scope="row" className="w-36 py-2 pr-3 text-left font-medium max-sm:w-24">
              {title}
            </th>
            <td className="py-2 text-muted">
              {items.map((item) => (
                <p key={item}>{item}</p>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
