/** The analysis as two charts. */
import { barY, dot, plot, ruleX, ruleY } from '@observablehq/plot';
import { number } from '../../number.js';

const common = { marginTop: 28, marginRight: 12, marginBottom: 40, marginLeft: 48, height: 260 };

/**
 * @param {{ from: number, label: string, flights: number }[]} histogram
 * @param {number} width
 */
export function delayChart(histogram, width) {
  return plot({
    ...common,
    width,
    x: { label: 'Delay in minutes', tickFormat: (from) => String(from), interval: 10, ticks: 8 },
    y: { label: 'Flights', grid: true, tickFormat: '~s', domain: [0, 60_000] },
    marks: [
      barY(histogram, {
        x: 'from',
        y: 'flights',
        fill: (bin) => (bin.from < 15 ? 'early' : 'late'),
        insetLeft: 0.5,
        insetRight: 0.5,
        title: ({ label, flights }) => `${label} minutes: ${number(flights)} flights`,
      }),
      ruleY([0], { strokeOpacity: 0.4 }),
    ],
    color: { domain: ['early', 'late'], range: ['var(--accent)', 'var(--warm)'] },
  });
}

/**
 * @param {{ row: number, miles: number, mean: number, flights: number }[]} distances
 * @param {{ row: number, low: number, high: number }[]} intervals
 * @param {number} width
 */
export function distanceChart(distances, intervals, width) {
  const shown = new Set(distances.map(({ row }) => row));
  const miles = Object.fromEntries(distances.map((each) => [each.row, each.miles]));
  return plot({
    ...common,
    width,
    x: { label: 'Distance in miles', type: 'linear', domain: [0, 3000], ticks: 6 },
    y: { label: 'Mean delay in minutes', grid: true, domain: [0, 20] },
    r: { range: [4, 11] },
    marks: [
      ruleX(
        intervals.filter(({ row }) => shown.has(row)),
        {
          x: ({ row }) => miles[row],
          y1: 'low',
          y2: 'high',
          stroke: 'var(--warm)',
          strokeWidth: 4,
          strokeLinecap: 'round',
        },
      ),
      dot(distances, {
        x: 'miles',
        y: 'mean',
        r: 'flights',
        fill: 'var(--accent)',
        fillOpacity: 0.85,
        title: ({ label, mean, flights }) =>
          `${label} miles: ${mean.toFixed(1)} minutes on average, ${number(flights)} flights`,
      }),
      ruleY([0], { strokeOpacity: 0.4 }),
    ],
  });
}
