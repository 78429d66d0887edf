@echo off
rem sitegen on Windows. Type:  sitegen new   sitegen serve   sitegen check   sitegen build
rem A double click opens a window to type in. The first time everything needed is put into .venv beside this file.
rem This file is ASCII: what it says lies in sitegen\data\windows, since older consoles misread other letters in here.
setlocal
chcp 65001 >nul
set "HERE=%~dp0"
set "WORDS=%HERE%sitegen\data\windows"
set "PYTHONUTF8=1"
if not exist "%HERE%.venv\ready" goto find
fc "%HERE%pyproject.toml" "%HERE%.venv\ready" >nul 2>nul
if not errorlevel 1 goto start

:find
set "PYTHON=py -3"
%PYTHON% -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not errorlevel 1 goto install
set "PYTHON=python"
%PYTHON% -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if errorlevel 1 goto missing

:install
type "%WORDS%\first.txt"
if not exist "%HERE%.venv\Scripts\python.exe" %PYTHON% -m venv "%HERE%.venv"
if errorlevel 1 goto failed
"%HERE%.venv\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check -e "%HERE%."
if errorlevel 1 goto failed
copy /y "%HERE%pyproject.toml" "%HERE%.venv\ready" >nul
type "%WORDS%\ready.txt"

:start
if "%~1"=="" goto window
"%HERE%.venv\Scripts\python.exe" -m sitegen %*
exit /b %ERRORLEVEL%

:window
type "%WORDS%\window.txt"
cd /d "%HERE%"
cmd /k
exit /b 0

:missing
type "%WORDS%\missing.txt"
pause
exit /b 2

:failed
type "%WORDS%\failed.txt"
pause
exit /b 2
