import Testing

@testable import Training

struct OptimizerScheduleTests {
    @Test func risesToThePeakAndFallsToTheFloor() {
        let schedule = LearningRateSchedule.warmupCosine(peak: 1e-3, warmup: 10, total: 110)
        let rates = (0...110).map { schedule.rate(at: $0) }
        #expect(rates[0] == 0)
        #expect(rates[10] == 1e-3)
        #expect(zip(rates[0..<10], rates[1...10]).allSatisfy { $0 < $1 })
        #expect(zip(rates[10..<110], rates[11...110]).allSatisfy { $0 > $1 })
        #expect(abs(rates[60] - 0.5e-3) < 1e-15)
        #expect(rates[110] == 1e-3 * 1e-8)
        #expect(schedule.rate(at: 5000) == rates[110])
    }

    @Test func startsAtThePeakWithoutWarmup() {
        let schedule = LearningRateSchedule.warmupCosine(peak: 1, warmup: 0, total: 4)
        #expect(schedule.rate(at: 0) == 1)
        #expect(abs(schedule.rate(at: 2) - 0.5) < 1e-15)
    }

    @Test func staysConstant() {
        #expect(LearningRateSchedule.constant(0.3).rate(at: 0) == 0.3)
        #expect(LearningRateSchedule.constant(0.3).rate(at: 1_000_000) == 0.3)
    }

    @Test func warmsUpForATwentiethOfTheStepsAndAThousandAtMost() {
        #expect(
            LearningRateSchedule.training(peak: 0.5, steps: 200) == .warmupCosine(peak: 0.5, warmup: 10, total: 200))
        #expect(
            LearningRateSchedule.training(peak: 0.5, steps: 50_000)
                == .warmupCosine(peak: 0.5, warmup: 1000, total: 50_000))
        #expect(LearningRateSchedule.training(peak: 0.5, steps: 10).rate(at: 0) == 0.5)
    }
}
