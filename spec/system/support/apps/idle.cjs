// An application that leaves the folder where it was started, and has nothing left to do after SIGUSR2.
process.chdir('/');
const work = setInterval(() => {}, 60_000);
process.once('SIGUSR2', () => clearInterval(work));
