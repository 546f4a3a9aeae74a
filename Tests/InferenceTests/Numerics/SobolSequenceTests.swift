import Testing

@testable import Inference

@Suite struct SobolSequenceTests {
    let sequence = SobolSequence(dimensions: 16)

    /// SciPy 1.17.1, `scipy.stats.qmc.Sobol(16, scramble=False, bits=32)`, points 5, 37 and 123456789 of its order, which
    /// are those of index n ⊕ n/2; the coordinates times 2³².
    static let published: [UInt32: [UInt32]] = [
        7: [
            57344, 57344, 8192, 24576, 57344, 40960, 57344, 24576, 24576, 8192, 24576, 57344, 57344, 8192, 57344, 24576,
        ].map { $0 << 16 },
        55: [
            60416, 41984, 37888, 60416, 50176, 19456, 11264, 52224, 39936, 11264, 1024, 5120, 37888, 56320, 7168, 31744,
        ].map { $0 << 16 },
        83_241_887: [
            4_191_448_864, 3_403_469_216, 27_513_184, 3_903_213_344, 3_757_488_416, 3_656_567_136, 4_188_913_952,
            2_973_295_136, 2_755_610_016, 1_734_853_024, 3_409_663_200, 4_213_708_384, 1_570_447_136, 3_096_593_248,
            4_176_221_984, 2_949_493_536,
        ],
    ]

    @Test(arguments: published.keys.sorted()) func givesThePublishedPoints(_ index: UInt32) {
        #expect((0..<16).map { sequence.coordinate($0, ofPoint: index) } == Self.published[index])
    }

    /// In every dimension, any aligned block of 2ʳ points has one in each of 2ʳ equal intervals.
    @Test(arguments: [1, 4, 8]) func fillsEveryInterval(_ digits: Int) {
        let count = 1 << digits
        for dimension in 0..<16 {
            let intervals = (3 * count..<4 * count).map {
                sequence.coordinate(dimension, ofPoint: UInt32($0)) >> UInt32(32 - digits)
            }
            #expect(Set(intervals).count == count)
        }
    }

    /// The first two dimensions are a (0, 2)-sequence: 16 points, one in each box of area 1/16, whatever its shape.
    @Test(arguments: 0...4) func fillsEveryBoxOfThePlane(_ digits: Int) {
        let boxes = (16..<32).map { (index: UInt32) in
            let x = UInt64(sequence.coordinate(0, ofPoint: index)) >> UInt64(32 - digits)
            let y = UInt64(sequence.coordinate(1, ofPoint: index)) >> UInt64(28 + digits)
            return x << 8 | y
        }
        #expect(Set(boxes).count == 16)
    }
}
