// Command sched plays scenarios (nodes, storage, workloads, events) through the real kube-scheduler.
//
//	sched run [-engine det|real] [-steps] FILE...     outcome of each stage, JSON
//	sched explain FILE...                             per-node verdict for one more pod of each workload, after each stage
//	sched gen -start S -n N                            random scenarios with their real facts, JSON lines
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"sync"

	"k8s.io/klog/v2"
)

func fatal(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "sched:", err)
		os.Exit(2)
	}
}

func read(name string) []byte {
	var b []byte
	var err error
	if name == "-" {
		b, err = io.ReadAll(os.Stdin)
	} else {
		b, err = os.ReadFile(name)
	}
	fatal(err)
	return b
}

func main() {
	if len(os.Args) < 2 {
		fatal(fmt.Errorf("usage: sched run|explain|gen"))
	}
	klog.SetOutput(io.Discard)
	klog.LogToStderr(false)
	fs := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	engine := fs.String("engine", "det", "det: the real framework and plugins, ties to the first name; real: the whole scheduler, its own queue and random ties")
	steps := fs.Bool("steps", false, "print each scheduling step")
	indent := fs.Bool("indent", false, "indent the output")
	start := fs.Int64("start", 1, "gen: where the random numbers start")
	n := fs.Int("n", 10, "gen: how many")
	prefix := fs.String("prefix", "s", "gen: id prefix")
	trials := fs.Int("trials", 8, "gen: shuffled replays per scenario for the order-independence check; run -engine det: replays for outcomes (0: none)")
	lines := fs.Bool("lines", false, "run: each file holds JSON lines, one scenario each, copied to the output as \"scenario\"")
	jobs := fs.Int("jobs", 1, "run -lines: scenarios at once (useful with -engine real, which mostly waits)")
	_ = fs.Parse(os.Args[2:])
	var mu sync.Mutex
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	if *indent {
		enc.SetIndent("", " ")
	}
	mk := func(w *World) (Settler, error) {
		if *engine == "real" {
			return newRealSettler(w)
		}
		e, err := newEnv()
		if err != nil {
			return nil, err
		}
		return &detSettler{env: e, score: true}, nil
	}
	switch os.Args[1] {
	case "run":
		bad := false
		one := func(b []byte) {
			s, err := parseScenario(b)
			fatal(err)
			st, _, err := runScenario(s, mk, *steps)
			if err == nil && *engine == "det" && *trials > 0 {
				err = replay(s, st, *trials)
			}
			out := map[string]any{"id": s.ID, "engine": *engine, "stages": st}
			if *lines {
				out["scenario"] = json.RawMessage(b)
			}
			if err != nil {
				out["error"] = err.Error()
				bad = true
			}
			mu.Lock()
			defer mu.Unlock()
			fatal(enc.Encode(out))
		}
		for _, f := range fs.Args() {
			if !*lines {
				one(read(f))
				continue
			}
			sem := make(chan struct{}, *jobs)
			var wg sync.WaitGroup
			for _, l := range bytes.Split(bytes.TrimSpace(read(f)), []byte("\n")) {
				wg.Add(1)
				sem <- struct{}{}
				go func() { defer wg.Done(); one(l); <-sem }()
			}
			wg.Wait()
		}
		if bad {
			os.Exit(1)
		}
	case "explain":
		for _, f := range fs.Args() {
			docs := [][]byte{read(f)}
			if *lines {
				docs = bytes.Split(bytes.TrimSpace(docs[0]), []byte("\n"))
			}
			for _, b := range docs {
				s, err := parseScenario(b)
				fatal(err)
				e, err := newEnv()
				fatal(err)
				r, err := explainScenario(s, e, *trials)
				if err != nil {
					fatal(enc.Encode(map[string]any{"id": s.ID, "error": err.Error()}))
				} else {
					fatal(enc.Encode(r))
				}
				e.cancel()
			}
		}
	case "gen":
		fatal(generate(enc, *start, *n, *prefix, *trials))
	default:
		fatal(fmt.Errorf("unknown command %q", os.Args[1]))
	}
}
