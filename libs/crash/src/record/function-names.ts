/** Endings that a compiler gives to parts and copies of a function. */
const ENDINGS = /\.(?:isra|constprop|part|cold|llvm|lto_priv|clone)(?:\.\d+)*$/;

/** The name that the function has in its source. */
export function sourceName(name: string): string {
  const shorter = name.replace(ENDINGS, '');
  return shorter === name ? name : sourceName(shorter);
}

/** Functions by which Linux, OpenSBI and C libraries report that something went wrong: what called them is what did. */
const reporters: ReadonlySet<string> = new Set([
  'panic', 'nmi_panic', 'die', 'die_kernel_fault', 'no_context', 'handle_bad_stack', 'bad_page_fault', 'oops_begin', 'oops_end', 'oops_enter',
  '_printk', 'printk', 'vprintk', '__warn', '__warn_printk', 'warn_slowpath_fmt', 'report_bug', 'make_task_dead',
  'do_trap_error', 'do_trap_unknown', 'do_trap_break', 'do_trap_insn_illegal', 'do_trap_insn_fault', 'do_page_fault', 'do_error_trap',
  'sbi_panic', 'sbi_printf', 'sbi_trap_error', 'sbi_hart_hang', 'sbi_system_reset', 'sbi_ecall_handler',
  'abort', 'exit', '_exit', '_Exit', '__assert', '__assert_fail', '__assert_func', '__stack_chk_fail',
]);

export const isReporter = (name: string): boolean => reporters.has(sourceName(name));
