import FlowKernels
import Testing

@Suite struct MatrixTests {
    @Test func viewsShareTheirElements() {
        let buffer = ParameterBuffer((0..<24).map(Float.init))
        let matrix = buffer.matrix(at: 4, rows: 4, columns: 5)
        #expect(matrix[0, 0] == 4 && matrix[3, 4] == 23 && matrix.count == 20)
        let middle = matrix.rows(1..<3)
        middle[0, 0] = -1
        #expect(buffer.values[9] == -1)
        #expect(matrix.row(2).array() == [14, 15, 16, 17, 18])
        #expect(matrix.reshaped(rows: 2, columns: 10)[1, 9] == 23)
        middle.fill(7)
        #expect(buffer.values[8] == 8 && buffer.values[9] == 7 && buffer.values[18] == 7 && buffer.values[19] == 19)
    }

    @Test func addsAndCopiesAnyCount() {
        for columns in [1, 7, 8, 19] {
            let a = Matrix((0..<columns).map { Float($0) })
            let b = Matrix([Float](repeating: 2, count: columns))
            a.add(b)
            #expect(a.array() == (0..<columns).map { Float($0) + 2 })
            b.copy(from: a)
            #expect(b.array() == a.array())
            b.copy(from: [Float](repeating: 5, count: columns))
            #expect(b.array() == [Float](repeating: 5, count: columns))
        }
    }

    @Test func aViewKeepsItsMemory() {
        func view() -> Matrix { ParameterBuffer([1, 2, 3]).matrix(at: 0, rows: 3, columns: 1) }
        #expect(view().array() == [1, 2, 3])
    }

    @Test func elementwiseHelpersScaleAndMultiply() {
        let y = Matrix([1, 2, 3, 4, 5, 6, 7, 8, -1, -2, -3, -4, -5, -6, -7, -8], rows: 2)
        let product: [Float] = [0, 4, 12, 24, 40, 60, 84, 112]
        Kernels.scale(y, by: 2)
        Kernels.multiply(y, byRow: Matrix([0, 1, 2, 3, 4, 5, 6, 7]))
        #expect(y.array() == product + product.map { -$0 })
        let sum = y.duplicate()
        Kernels.add(y, to: sum)
        #expect(sum.row(0).array() == product.map { 2 * $0 })
    }
}

@Suite struct ParameterBufferTests {
    @Test func copiesAreIndependent() {
        let buffer = ParameterBuffer(count: 11)
        #expect(buffer.values == [Float](repeating: 0, count: 11))
        buffer.fill(3)
        let copy = buffer.copy()
        copy.add(buffer)
        #expect(buffer.values == [Float](repeating: 3, count: 11) && copy.values == [Float](repeating: 6, count: 11))
        copy.values = (0..<11).map(Float.init)
        copy.withUnsafeMutableBufferPointer { $0[10] = -1 }
        #expect(copy.matrix(at: 9, rows: 1, columns: 2).array() == [9, -1])
    }
}

@Suite struct ArenaTests {
    @Test func handsReleasedMemoryOutAgain() {
        let arena = Arena()
        let start = arena.mark()
        let first = arena.matrix(rows: 3, columns: 5)
        first.fill(1)
        let mark = arena.mark()
        let second = arena.scope { arena.zeros(rows: 2, columns: 2) }
        #expect(arena.mark() == mark)
        arena.matrix(rows: 2, columns: 2).fill(9)
        #expect(second.array() == [9, 9, 9, 9])
        #expect(first.array() == [Float](repeating: 1, count: 15))
        arena.release(to: start)
        #expect(arena.mark() == start)
    }

    @Test func growsWithoutMovingWhatItHandedOut() {
        let arena = Arena()
        let sizes = [10, 100_000, 300_000, 7, 250_000, 20_000]
        for _ in 0..<3 {
            arena.scope {
                let matrices = sizes.enumerated().map { index, size in
                    let matrix = arena.matrix(rows: 1, columns: size)
                    matrix.fill(Float(index))
                    return matrix
                }
                for (index, matrix) in matrices.enumerated() {
                    #expect(matrix.array().allSatisfy { $0 == Float(index) })
                    matrix.withUnsafeMutableBufferPointer { #expect(UInt(bitPattern: $0.baseAddress) % 64 == 0) }
                }
            }
        }
    }

    @Test func scopeReleasesAfterAnError() {
        struct Stop: Error, Equatable {}
        let arena = Arena()
        let mark = arena.mark()
        #expect(throws: Stop()) {
            try arena.scope { () throws(Stop) in
                arena.zeros(rows: 8, columns: 8).fill(1)
                throw Stop()
            }
        }
        #expect(arena.mark() == mark)
    }
}
