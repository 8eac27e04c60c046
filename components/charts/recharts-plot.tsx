'use client';

/** The only file that uses Recharts: bars, lines and dots over two axes, in the theme's colours, without animation. */
import { useRouter } from 'next/navigation';
import { useId, useMemo } from 'react';
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatNumber } from '@/lib/format/words';
import { fitScale } from './fit-scale';
import type { PlotAxis, PlotProps, PlotRow, PlotSeries } from './plot-props';
import { PlotTooltip } from './plot-tooltip';
import { tones } from './tones';

const tick = { fill: 'var(--faint)', fontSize: 12 };
/** Category ticks that fit on a phone. If Recharts measured them, each would force a layout of the page. */
const MAX_LABELS = 6;
const noMotion = { isAnimationActive: false };

function scaleOf(axis: PlotAxis = {}) {
  const { kind = 'number', format, domain, ticks } = axis;
  if (kind === 'category') return { type: 'category', tickFormatter: format } as const;
  const scale = kind === 'log' ? 'log' : 'auto';
  return {
    type: 'number',
    scale,
    domain,
    ticks,
    allowDataOverflow: kind === 'log',
    tickFormatter: format,
  } as const;
}

const titleOf = (name: string | undefined, place: object) =>
  name ? { value: name, fill: 'var(--faint)', fontSize: 12, ...place } : undefined;

export interface RechartsPlotProps extends PlotProps {
  /**
   * Size in pixels. With a known size, React renders the chart once and can interrupt it; Recharts would measure and
   * render it again.
   */
  size: { width: number; height: number };
}

export function RechartsPlot({ data, series, x, y, right, diagonal, hrefOf, size }: RechartsPlotProps) {
  const router = useRouter();
  const ticks = useMemo(() => fitBars(data, series), [data, series]);
  const end = ticks?.at(-1) ?? null;
  const id = useId().replaceAll(/\W/g, '');
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={size}>
      <ComposedChart
        data={data}
        accessibilityLayer={false}
        margin={{ top: end === null ? 8 : 22, right: 12, bottom: x.name ? 16 : 0, left: 0 }}
      >
        <defs>
          {series.map((entry) => (
            <Texture key={entry.key} id={`${id}-${entry.key}`} tone={entry.tone} />
          ))}
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey={x.key}
          {...scaleOf(x)}
          interval={
            x.kind === 'category'
              ? Math.ceil(data.length / (right ? MAX_LABELS - 2 : MAX_LABELS)) - 1
              : undefined
          }
          minTickGap={24}
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
          label={titleOf(x.name, { position: 'insideBottom', offset: -12 })}
        />
        <YAxis
          width={y?.format ? 76 : 40}
          allowDecimals={y?.kind !== undefined || y?.format !== undefined}
          {...scaleOf(ticks === null || end === null ? y : { ...y, domain: [0, end], ticks })}
          allowDataOverflow={end !== null || y?.kind === 'log'}
          interval={0}
          tick={tick}
          tickLine={false}
          axisLine={false}
          label={titleOf(y?.name, { angle: -90, position: 'insideLeft', style: { textAnchor: 'middle' } })}
        />
        {right && (
          <YAxis
            yAxisId="right"
            orientation="right"
            width={48}
            {...scaleOf(right)}
            interval={0}
            tick={tick}
            tickLine={false}
            axisLine={false}
          />
        )}
        {right && (
          <ReferenceLine yAxisId="right" y={right.limit} stroke="var(--failed)" strokeDasharray="2 3" />
        )}
        <Tooltip
          {...noMotion}
          cursor={{ fill: 'var(--hover)', stroke: 'var(--line-strong)' }}
          content={({ active, payload }) => (
            <PlotTooltip
              row={active ? payload?.[0]?.payload : undefined}
              series={series}
              x={x}
              y={y}
              right={right}
            />
          )}
        />
        {diagonal && (
          <ReferenceLine
            segment={[
              { x: diagonal[0], y: diagonal[0] },
              { x: diagonal[1], y: diagonal[1] },
            ]}
            stroke="var(--muted)"
            strokeDasharray="4 4"
            ifOverflow="hidden"
          />
        )}
        {series.map((entry) =>
          drawSeries(entry, `${id}-${entry.key}`, hrefOf && ((row) => router.push(hrefOf(row, entry.key)))),
        )}
        {end !== null &&
          data.map((row) => {
            const total = Math.max(...stackTotals(row, series));
            if (total <= end) return null;
            const text = `↑ ${y?.format ? y.format(total) : formatNumber(total)}`;
            const label = { value: text, position: 'top', fill: 'var(--ink)', fontSize: 12 } as const;
            return <ReferenceDot key={String(row[x.key])} x={row[x.key] ?? ''} y={end} r={0} label={label} />;
          })}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** Returns the ticks of an axis that has only bars, if a large one would flatten the others. */
function fitBars(data: PlotRow[], series: PlotSeries[]): number[] | null {
  const left = series.filter(({ isRight }) => !isRight);
  const isOfBars = left.length > 0 && left.every(({ kind }) => kind === 'bar');
  return isOfBars ? fitScale(data.flatMap((row) => stackTotals(row, left))) : null;
}

/** Returns the height of each stack of a row. */
function stackTotals(row: PlotRow, series: PlotSeries[]): number[] {
  const totals = new Map<string, number>();
  for (const { key, stack = 'all', isRight } of series)
    if (!isRight) totals.set(stack, (totals.get(stack) ?? 0) + Number(row[key] ?? 0));
  return [...totals.values()];
}

/** Recharts inspects the types of its children, so these cannot be wrapped in a component. */
function drawSeries(
  { key, name, kind, tone, isDashed, isRight, stack = 'all' }: PlotSeries,
  texture: string,
  onOpen?: (row: PlotRow) => void,
) {
  const { colour } = tones[tone];
  if (kind === 'bar')
    return (
      <Bar
        key={key}
        {...noMotion}
        dataKey={key}
        name={name}
        stackId={stack}
        {...(onOpen && {
          cursor: 'pointer',
          onClick: ({ payload }: { payload?: PlotRow }) => payload && onOpen(payload),
        })}
        maxBarSize={40}
        fill={`url(#${texture})`}
        stroke="var(--surface)"
        strokeWidth={0.5}
      />
    );
  if (kind === 'dots')
    return (
      <Scatter
        key={key}
        {...noMotion}
        dataKey={key}
        name={name}
        {...(onOpen && {
          cursor: 'pointer',
          onClick: ({ payload }: { payload?: PlotRow }) => payload && onOpen(payload),
        })}
        fill={colour}
        fillOpacity={0.45}
      />
    );
  return (
    <Line
      key={key}
      {...noMotion}
      dataKey={key}
      name={name}
      {...(isRight && { yAxisId: 'right' })}
      type="linear"
      connectNulls
      stroke={colour}
      strokeWidth={1.5}
      strokeDasharray={isDashed ? '5 3' : undefined}
      // Rings of two sizes, so that two equal points are both visible.
      dot={{ r: isDashed ? 4 : 2.5, fill: 'var(--surface)', stroke: colour, strokeDasharray: 'none' }}
      activeDot={{ r: 4 }}
    />
  );
}

function Texture({ id, tone }: { id: string; tone: PlotSeries['tone'] }) {
  const { colour, texture } = tones[tone];
  const turn = texture === 'hatched' ? 'rotate(45)' : undefined;
  return (
    <pattern id={id} width={4} height={4} patternUnits="userSpaceOnUse" patternTransform={turn}>
      <rect width={texture === 'solid' ? 4 : 2.2} height={4} fill={colour} />
    </pattern>
  );
}
