import { Select } from './select';

export interface OrderSelectProps<Sort extends string, Order> {
  value: Sort;
  /** The order of a list without a choice, offered first. */
  first: Sort;
  choices: { value: Sort; order: Order; head: string }[];
  onChange: (choice: { sort: Sort; order: Order }) => void;
}

/** Sorts a list on a phone, where its table has no heads. */
export function OrderSelect<Sort extends string, Order>(props: OrderSelectProps<Sort, Order>) {
  const { value, first, choices, onChange } = props;
  return (
    <Select
      label="Order"
      value={value}
      options={choices
        .map((choice) => ({ value: choice.value, label: `By ${choice.head.toLowerCase()}` }))
        .toSorted((a, b) => Number(b.value === first) - Number(a.value === first))}
      onChange={(chosen) => {
        const choice = choices.find((known) => known.value === chosen);
        if (choice) onChange({ sort: choice.value, order: choice.order });
      }}
    />
  );
}
