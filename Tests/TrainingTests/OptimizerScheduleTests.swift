import Testing

@testable import Training

struct OptimizerScheduleTests {
    @Test func risesToThePeakAndFallsToTheFloor() {
        let schedule = LearningRateSchedule.warmupCosine(peak: 1e-3, warmup: 10, total: 110)
        let rates = (0..<110).map { schedule.rate(at: $0) }
        #expect(rates[9] == 1e-3)
        #expect(zip(rates[0..<9], rates[1..<10]).allSatisfy { $0 < $1 })
        #expect(zip(rates[9..<109], rates[10..<110]).allSatisfy { $0 > $1 })
        #expect(abs(rates[59] - 0.5e-3) < 1e-15)
        #expect(rates[109] == 1e-3 * 1e-8)
        #expect(schedule.rate(at: 5000) == rates[109])
    }

    @Test func startsAtTheTopOfTheCosineWithoutWarmup() {
        let schedule = LearningRateSchedule.warmupCosine(peak: 1, warmup: 0, total: 4)
        #expect(abs(schedule.rate(at: 1) - 0.5) < 1e-15)
        #expect(schedule.rate(at: 0) > 0.85)
    }

    @Test func staysConstant() {
        #expect(LearningRateSchedule.constant(0.3).rate(at: 0) == 0.3)
        #expect(LearningRateSchedule.constant(0.3).rate(at: 1_000_000) == 0.3)
    }
}
