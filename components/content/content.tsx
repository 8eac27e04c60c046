import { readJson } from './content-kind';
import { JsonView } from './json-view';
import { TextContent, type TextContentProps } from './text-content';

/**
 * Shows any text that agents and people store: context, descriptions, reasoning, results and rows. JSON is read as a list of its keys;
 * other text shows as what it is.
 */
export function Content(props: TextContentProps) {
  const json = props.language === undefined ? readJson(props.text) : undefined;
  return json === undefined ? <TextContent {...props} /> : <JsonView value={json} label={props.label} />;
}
