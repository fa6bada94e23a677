import { writeSync } from 'node:fs'

// Loaded before a measured program (`node --import`): at the exit it writes to file descriptor 3
// what the process took. Memory in MB (10^6 bytes); the system counts the peak in KiB.

const sampleMs = Number(process.env['BENCH_SAMPLE_MS'] ?? 0)
const samplesMb: number[] = []
if (sampleMs > 0) {
  setInterval(() => samplesMb.push(process.memoryUsage.rss() / 1e6), sampleMs).unref()
}

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  const cpuMs = (userCPUTime + systemCPUTime) / 1000
  writeSync(3, JSON.stringify({ cpuMs, peakRssMb: (maxRSS * 1024) / 1e6, samplesMb }))
})
