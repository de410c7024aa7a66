// Checks a map's history of put, get and cas with porcupine, and says how long that took:
//
//	adapter FILE ROUNDS
//
// prints a verdict and the milliseconds of the fastest round. FILE is in Heddle's line-JSON format; reading it is not
// counted. Run by `cargo bench --bench oracle`.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/anishathalye/porcupine"
)

type line struct {
	Client  int           `json:"client"`
	Op      string        `json:"op"`
	Args    []interface{} `json:"args"`
	Call    int64         `json:"call"`
	Return  *int64        `json:"return"`
	Outcome interface{}   `json:"outcome"`
}

// What a call does: numbers are values, -1 is nothing.
type input struct {
	op   byte
	key  string
	old  int64
	next int64
}

func value(v interface{}) int64 {
	if number, is := v.(float64); is {
		return int64(number)
	}
	return -1
}

var model = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		keys := make(map[string][]porcupine.Operation)
		for _, operation := range history {
			key := operation.Input.(input).key
			keys[key] = append(keys[key], operation)
		}
		var partitions [][]porcupine.Operation
		for _, partition := range keys {
			partitions = append(partitions, partition)
		}
		return partitions
	},
	Init: func() interface{} { return int64(-1) },
	Step: func(state, in, out interface{}) (bool, interface{}) {
		call, now := in.(input), state.(int64)
		switch call.op {
		case 'p':
			return true, call.next
		case 'g':
			return out.(int64) == now, state
		default:
			is := now == call.old
			if is {
				now = call.next
			}
			return is == (out.(int64) == 1), now
		}
	},
}

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	rounds, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	var history []porcupine.Operation
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var read line
		if err := json.Unmarshal(lines.Bytes(), &read); err != nil {
			panic(err)
		}
		if read.Return == nil {
			continue // the first line, which says what the file is
		}
		call := input{op: read.Op[0], key: read.Args[0].(string)}
		out := value(read.Outcome)
		switch read.Op {
		case "put":
			call.next = value(read.Args[1])
		case "cas":
			call.old, call.next = value(read.Args[1]), value(read.Args[2])
			out = 0
			if read.Outcome == true {
				out = 1
			}
		}
		history = append(history, porcupine.Operation{
			ClientId: read.Client, Input: call, Call: read.Call, Output: out, Return: *read.Return,
		})
	}
	fastest := time.Duration(1 << 62)
	var verdict porcupine.CheckResult
	for round := 0; round < rounds; round++ {
		start := time.Now()
		verdict = porcupine.CheckOperationsTimeout(model, history, time.Minute)
		if took := time.Since(start); took < fastest {
			fastest = took
		}
	}
	fmt.Printf("%v %.3f\n", verdict, float64(fastest.Microseconds())/1000)
}
